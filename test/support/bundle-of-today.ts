import { mkdtempSync, rmSync } from 'node:fs';
import { copyFile, mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { workflowBundle } from '../../src/worker/workflow-bundle.ts';

/** Where the run of tests keeps the workflow bundle, so that it is built once and not for every world and data folder. */
export const BUNDLES = 'MILLWRIGHT_TEST_BUNDLES';

let built: Promise<{ codePath: string }> | undefined;

/** The bundle of the workflows as they are. */
export function bundleOfToday(): Promise<{ codePath: string }> {
  return (built ??= workflowBundle(process.env[BUNDLES] ?? folderOfThisProcess()));
}

/** The workers of this data folder need not build it. */
export async function giveBundleTo(dataFolder: string): Promise<void> {
  const { codePath } = await bundleOfToday();
  const folder = join(dataFolder, 'cache', 'bundles');
  await mkdir(folder, { recursive: true });
  await copyFile(codePath, join(folder, basename(codePath)));
}

/** For tools, which play the tests' worlds without the services of a run of tests. */
function folderOfThisProcess(): string {
  const folder = mkdtempSync(join(tmpdir(), 'millwright-bundle-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
