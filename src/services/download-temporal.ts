import { readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { TestWorkflowEnvironment } from '@temporalio/testing';

/** Lets the Temporal SDK download the development server into the folder given, as `temporal`. */
async function downloadTemporal(folder: string): Promise<void> {
  const executable = { type: 'cached-download', downloadDir: folder } as const;
  const environment = await TestWorkflowEnvironment.createLocal({ server: { executable } });
  await environment.teardown();
  const [downloaded] = (await readdir(folder)).filter((name) => name.startsWith('temporal-'));
  if (downloaded === undefined) throw new Error(`The SDK left no server in ${folder}.`);
  await rename(join(folder, downloaded), join(folder, 'temporal'));
}

const folder = process.argv[2];
if (folder === undefined) throw new Error('usage: download-temporal FOLDER');
await downloadTemporal(folder);
