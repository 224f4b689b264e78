import type { Command } from './command.ts';
import { EXIT_CODES } from './exit-codes.ts';
import { withRuns } from './runs/with-runs.ts';

export const run: Command<Record<string, never>> = async (_input, context) => {
  const { output } = context;
  const rows = await withRuns(context, (runs) => runs.list());
  if (output.asJson) {
    output.json(rows);
  } else if (rows.length === 0) {
    output.note('No run yet. Begin with: millwright run SPEC');
  } else {
    const width = Math.max(...rows.map((row) => row.workflowId.length));
    for (const row of rows) {
      const when = row.closedAt ? `ended ${row.closedAt}` : `since ${row.startedAt}`;
      output.print(
        `${row.workflowId.padEnd(width)}  ${row.temporalStatus.toLowerCase().padEnd(16)}  ${when}`,
      );
    }
  }
  return EXIT_CODES.ok.code;
};
