import { MillwrightError } from '../errors.ts';
import { suggest } from '../spec/nearest.ts';
import type { Command } from './command.ts';
import { EXIT_CODES } from './exit-codes.ts';
import { withRuns } from './runs/with-runs.ts';
import { explainTask } from './views/explain-view.ts';

export const run: Command<{ run: string; task: string }> = async ({ run: workflowId, task }, context) => {
  const { output } = context;
  const view = await withRuns(context, (runs) => runs.status(workflowId));
  if (!view.tasks.some((each) => each.id === task)) {
    const ids = view.tasks.map((each) => each.id);
    throw new MillwrightError(
      'task_not_found',
      `${workflowId} has no task ${task}. ${suggest(task, ids, 'tasks')}`,
    );
  }
  const chain = explainTask(view, task);
  if (output.asJson) output.json({ run: workflowId, task, chain });
  else output.print(chain.join('\n'));
  return EXIT_CODES.ok.code;
};
