import { MillwrightError } from '../errors.ts';
import type { Command } from './command.ts';
import { EXIT_CODES } from './exit-codes.ts';
import { withRuns } from './runs/with-runs.ts';
import { explainTask } from './views/explain-view.ts';

export const run: Command<{ run: string; task: string }> = async ({ run: workflowId, task }, context) => {
  const { output } = context;
  const view = await withRuns(context, (runs) => runs.status(workflowId));
  if (!view.tasks.some((each) => each.id === task)) {
    const known = view.tasks.map((each) => each.id).join(', ');
    throw new MillwrightError('run_not_found', `${workflowId} has no task ${task}; it has ${known}.`);
  }
  const chain = explainTask(view, task);
  if (output.asJson) output.json({ run: workflowId, task, chain });
  else output.print(chain.join('\n'));
  return EXIT_CODES.ok.code;
};
