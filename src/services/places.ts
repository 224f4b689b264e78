import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Folder for what is large and the same for every data folder: the Temporal server and n8n. */
export function cacheFolder(env: NodeJS.ProcessEnv = process.env): string {
  return join(env['XDG_CACHE_HOME'] || join(env['HOME'] || homedir(), '.cache'), 'millwright');
}

/** Folder for the node descriptions of n8n: 17 MB to fetch, and the same for every data folder. */
export function catalogueFolder(env: NodeJS.ProcessEnv = process.env): string {
  return join(cacheFolder(env), 'catalogues');
}

export async function createCacheFolder(env: NodeJS.ProcessEnv): Promise<string> {
  const folder = cacheFolder(env);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  return folder;
}

/** The folder with Millwright's package.json, from sources as well as from the compiled package. */
export function packageFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder);
  return folder;
}

/**
 * A program of ours to start with node.
 *
 * @param path relative to `src/`, without extension: the same file is `.ts` in a checkout and `.js` when compiled
 */
export function programFile(path: string): string {
  return fileURLToPath(new URL(`../${path}${extname(fileURLToPath(import.meta.url))}`, import.meta.url));
}

/** Changes whenever a program of ours changes: the time of the newest file. */
export async function programsVersion(): Promise<number> {
  const folder = fileURLToPath(new URL('..', import.meta.url));
  const files = await readdir(folder, { recursive: true });
  const times = await Promise.all(files.map(async (file) => (await stat(join(folder, file))).mtimeMs));
  return Math.max(...times);
}

/** Short hash of settings, to see whether a process was started with the same ones. */
export function fingerprint(settings: unknown): string {
  return createHash('sha256').update(JSON.stringify(settings)).digest('hex').slice(0, 16);
}
