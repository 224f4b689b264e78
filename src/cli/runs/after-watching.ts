import type { RunView } from '../../protocol/run.ts';
import { EXIT_CODES, type ExitCode } from '../exit-codes.ts';
import type { Output } from '../output.ts';
import { exitCodeOfRun } from './exit-code.ts';

/** Says what to do next, and what the run's end means for a script. @param view undefined when the reader interrupted. */
export function afterWatching(view: RunView | undefined, workflowId: string, output: Output): ExitCode {
  if (view === undefined) {
    output.note(`\nThe run goes on. Follow it with: millwright watch ${workflowId}`);
    return EXIT_CODES.interrupted.code;
  }
  output.note(`\n  Report  millwright report ${workflowId}`);
  for (const { url } of view.components) if (url !== undefined) output.note(`  n8n     ${url}`);
  return exitCodeOfRun(view.status);
}
