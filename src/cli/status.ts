import type { Command } from './command.ts';
import { EXIT_CODES } from './exit-codes.ts';
import { withRuns } from './runs/with-runs.ts';
import { renderStatus } from './views/status-view.ts';

export const run: Command<{ run: string }> = async ({ run: workflowId }, context) => {
  const { output } = context;
  const view = await withRuns(context, (runs) => runs.status(workflowId));
  if (output.asJson) output.json(view);
  else output.print(renderStatus(view, output.viewPrint));
  return EXIT_CODES.ok.code;
};
