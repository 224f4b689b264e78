import { OUTPUT_FILE, REPORT_FILE } from '../report/write-report.ts';
import type { Command } from './command.ts';
import { EXIT_CODES } from './exit-codes.ts';
import { readRunFile, reportFolder } from './runs/run-files.ts';
import { withRuns } from './runs/with-runs.ts';

export const run: Command<{ run: string }> = async ({ run: workflowId }, context) => {
  const { output } = context;
  const folder = await withRuns(context, (runs) => reportFolder(runs, workflowId, context.config));
  if (output.asJson) output.json(JSON.parse(await readRunFile(folder, OUTPUT_FILE)));
  else output.print(await readRunFile(folder, REPORT_FILE));
  return EXIT_CODES.ok.code;
};
