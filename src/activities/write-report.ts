import type { ReportInput } from '../protocol/activities.ts';
import type { ReportResult } from '../protocol/run.ts';
import { storeRunRecord } from '../report/run-record.ts';
import { writeReport as writeReportFiles } from '../report/write-report.ts';
import type { ActivityDependencies } from './dependencies.ts';

/**
 * The last that a run does: its report, and the record that outlives it (docs/decisions/run-record.md). The same view
 * gives the same bytes, so writing twice is harmless.
 */
export async function writeReport(
  {
    artifacts,
    runsFolder,
    secrets: knownSecrets,
  }: Pick<ActivityDependencies, 'artifacts' | 'runsFolder' | 'secrets'>,
  { view, planHash }: ReportInput,
): Promise<ReportResult> {
  const secrets = knownSecrets();
  const result = await writeReportFiles({ artifacts, runsFolder, secrets }, view);
  const { reportHash, outputHash } = result;
  await storeRunRecord({ artifacts, secrets }, { view, planHash, reportHash, outputHash });
  return result;
}
