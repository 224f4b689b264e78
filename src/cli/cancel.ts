import { MillwrightError } from '../errors.ts';
import type { Command } from './command.ts';
import { EXIT_CODES } from './exit-codes.ts';
import { withRuns } from './runs/with-runs.ts';

export const run: Command<{ run: string }> = async ({ run: workflowId }, context) => {
  await withRuns(context, async (runs) => {
    const description = await runs.describe(workflowId);
    if (description === undefined)
      throw new MillwrightError('run_not_found', `There is no run ${workflowId}.`);
    if (description.status.name !== 'RUNNING') {
      context.output.print(`${workflowId} has ended already (${description.status.name.toLowerCase()}).`);
      return;
    }
    await runs.cancel(workflowId);
    context.output.print(
      `Asked ${workflowId} to stop; it writes its report first (millwright report ${workflowId}).`,
    );
  });
  return EXIT_CODES.ok.code;
};
