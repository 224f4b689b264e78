import type { ReportInput } from '../protocol/activities.ts';
import type { ReportResult } from '../protocol/run.ts';
import { deliverCode } from '../report/code-files.ts';
import { writtenCode } from '../report/inventory.ts';
import { storeRunRecord } from '../report/run-record.ts';
import { makeReport, storeReport, writeReportFiles } from '../report/write-report.ts';
import type { ActivityDependencies } from './dependencies.ts';

/**
 * The last that a run does: its report, its code, and the record that outlives it (docs/decisions/run-record.md). The same view
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
  const report = await makeReport({ artifacts, secrets }, view);
  // The record first: the files are only there to be read, and the one may fail where the other does not.
  const hashes = await storeReport(artifacts, report);
  await storeRunRecord({ artifacts, secrets }, { view, planHash, ...hashes });
  const folder = await writeReportFiles(runsFolder, view, report);
  await deliverCode(artifacts, folder, writtenCode(view));
  return { ...hashes, folder };
}
