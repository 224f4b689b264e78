import type { Command } from './command.ts';
import { EXIT_CODES } from './exit-codes.ts';
import { exitCodeOfRun } from './runs/exit-code.ts';
import { watchRun } from './runs/watch-run.ts';
import { withRuns } from './runs/with-runs.ts';

export const run: Command<{ run: string }> = async ({ run: workflowId }, context) => {
  const signal = context.interruption();
  const view = await withRuns(context, (runs) => watchRun(runs, workflowId, context.output, { signal }));
  return view === undefined ? EXIT_CODES.interrupted.code : exitCodeOfRun(view.status);
};
