import { createHash } from 'node:crypto';
import { glob, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode } from '@temporalio/worker';

const SOURCE = fileURLToPath(new URL('..', import.meta.url));
/** Everything that the workflows may import (design, layering). */
const ZONE = ['workflows/**/*.ts', 'run/**/*.ts', 'plan/**/*.ts', 'protocol.ts', 'errors.ts', 'json.ts'];

/**
 * The workflow bundle as a file, built once for each state of the sources: a restarted worker takes up its work a few
 * seconds earlier.
 */
export async function workflowBundle(folder: string): Promise<{ codePath: string }> {
  const codePath = join(folder, `workflows-${await sourcesHash()}.js`);
  const exists = await readFile(codePath).then(
    () => true,
    () => false,
  );
  if (exists) return { codePath };
  const { code } = await bundleWorkflowCode({
    workflowsPath: join(SOURCE, 'workflows', 'index.ts'),
    logger: silent,
  });
  await mkdir(folder, { recursive: true });
  const temporary = `${codePath}.${process.pid}`;
  await writeFile(temporary, code);
  await rename(temporary, codePath);
  return { codePath };
}

async function sourcesHash(): Promise<string> {
  const files: string[] = [];
  for await (const file of glob(ZONE, { cwd: SOURCE })) files.push(file);
  const hash = createHash('sha256');
  for (const file of files.toSorted()) hash.update(file).update(await readFile(join(SOURCE, file)));
  return hash.digest('hex').slice(0, 16);
}

const silent = {
  log() {},
  trace() {},
  debug() {},
  info() {},
  warn() {},
  error: (message: string) => console.error(message),
};
