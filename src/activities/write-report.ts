import type { ReportInput } from '../protocol/activities.ts';
import type { ReportResult } from '../protocol/run.ts';
import { writeReport as writeReportFiles } from '../report/write-report.ts';
import type { ActivityDependencies } from './dependencies.ts';

/** The same view gives the same bytes, so writing twice is harmless. */
export async function writeReport(
  dependencies: ActivityDependencies,
  input: ReportInput,
): Promise<ReportResult> {
  const { artifacts, runsFolder, secrets } = dependencies;
  return writeReportFiles({ artifacts, runsFolder, secrets: secrets() }, input.view);
}
