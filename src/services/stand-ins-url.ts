import type { DataFolder } from './data-folder.ts';
import { addressOf, runningService } from './service-record.ts';

/** Where the stand-ins answer that the workers use: as told by `MILLWRIGHT_STAND_INS_URL`, else those of the data folder. */
export async function standInsUrlOf(
  folder: DataFolder,
  env: NodeJS.ProcessEnv = process.env,
): Promise<string | undefined> {
  const record = await runningService(folder, 'stand-ins');
  return env['MILLWRIGHT_STAND_INS_URL'] || (record && addressOf(record, 'main'));
}
