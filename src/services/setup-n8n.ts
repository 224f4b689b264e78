import { chooseDataFolder, createDataFolder } from './data-folder.ts';
import { withFileLock } from './file-lock.ts';
import { provisionN8n } from './n8n-provision.ts';

/** Gives the n8n at `MILLWRIGHT_N8N_URL` its owner and a key, once; for docker-compose.yml. */
async function setUp(): Promise<void> {
  const url = process.env['MILLWRIGHT_N8N_URL'];
  if (!url) throw new Error('MILLWRIGHT_N8N_URL is not set.');
  const folder = chooseDataFolder(undefined);
  await createDataFolder(folder);
  await withFileLock(folder.lock, async () => provisionN8n(folder, url));
}

setUp().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
