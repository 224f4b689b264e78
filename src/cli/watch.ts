import type { Command } from './command.ts';
import { afterWatching } from './runs/after-watching.ts';
import { watchRun } from './runs/watch-run.ts';
import { withRuns } from './runs/with-runs.ts';

export const run: Command<{ run: string }> = async ({ run: workflowId }, context) => {
  const signal = context.interruption();
  const view = await withRuns(context, (runs) => watchRun(runs, workflowId, context.output, { signal }));
  return afterWatching(view, workflowId, context.output);
};
