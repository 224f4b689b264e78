import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Config } from '../../config.ts';
import { decideCommand } from '../views/checkpoint-view.ts';
import type { Output } from '../output.ts';
import { DEMO } from './example.ts';

const CLIENT = fileURLToPath(new URL('../../client.ts', import.meta.url));

/**
 * Takes the decision as a person would, by the very command that was shown, in a process of its own. Nothing in the
 * workflow knows that this is a demo.
 * @throws Error when the command fails.
 */
export async function decideByCommand(config: Config, workflowId: string, checkpointId: string, output: Output): Promise<void> {
  const shown = decideCommand(workflowId, checkpointId, 'continue').replace('NAME', `"${DEMO.decidesAs}"`);
  output.note(`This is a demo, so it now runs that command itself:\n  $ ${shown}`);
  const words = ['decide', workflowId, checkpointId, 'continue', '--by', DEMO.decidesAs, '--data', config.home];
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    const child = spawn(process.execPath, [CLIENT, ...words], { stdio: ['ignore', 'inherit', 'inherit'] });
    child.once('error', reject).once('exit', resolve);
  });
  if (exitCode !== 0) throw new Error(`The decision was not taken (exit code ${exitCode}).`);
}
