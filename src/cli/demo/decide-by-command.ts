import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { CommandContext } from '../command.ts';
import { decideCommand } from '../views/checkpoint-view.ts';
import { DEMO } from './example.ts';

const CLIENT = fileURLToPath(new URL('../../client.ts', import.meta.url));

/**
 * Takes the decision as a person would, by the very command that was shown, in a process of its own. Nothing in the
 * workflow knows that this is a demo.
 * @throws Error when the command fails, unless it was interrupted together with this process.
 */
export async function decideByCommand(
  workflowId: string,
  checkpointId: string,
  { config, output }: CommandContext,
  signal: AbortSignal,
): Promise<void> {
  const shown = decideCommand(workflowId, checkpointId, 'continue').replace('NAME', `"${DEMO.decidesAs}"`);
  output.note(`  This is a demo, so it now runs that command itself:\n  $ ${shown}`);
  const words = [
    'decide',
    workflowId,
    checkpointId,
    'continue',
    '--by',
    DEMO.decidesAs,
    '--data',
    config.home,
  ];
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    const child = spawn(process.execPath, [CLIENT, ...words], { stdio: ['ignore', 'ignore', 'inherit'] });
    child.once('error', reject).once('exit', resolve);
  });
  if (exitCode !== 0 && !signal.aborted)
    throw new Error(`The decision was not taken (exit code ${exitCode}).`);
}
