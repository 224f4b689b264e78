import { mkdir, rm, rmdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { MillwrightError } from '../errors.ts';

/** Where Millwright keeps everything it writes on this machine. All paths are absolute. */
export interface DataFolder {
  root: string;
  artifacts: string;
  runs: string;
  secrets: string;
  logs: string;
  /** Files by which started processes say that they are ready. */
  ready: string;
  /** Of the worker: what can be made anew, such as the workflow bundle. */
  cache: string;
  /** `N8N_USER_FOLDER` of the local n8n. */
  n8n: string;
  /** The record of started processes and of their ports. */
  services: string;
  /** Held while services are started or stopped. */
  lock: string;
  temporalDatabase: string;
}

/** Paths of the data folder at `root`; nothing is created. */
export function dataFolderAt(root: string): DataFolder {
  const inside = (name: string): string => join(resolve(root), name);
  return {
    root: resolve(root),
    artifacts: inside('artifacts'),
    runs: inside('runs'),
    secrets: inside('secrets'),
    logs: inside('logs'),
    ready: inside('ready'),
    cache: inside('cache'),
    n8n: inside('n8n'),
    services: inside('services.json'),
    lock: inside('services.lock'),
    temporalDatabase: inside('temporal.db'),
  };
}

/** The data folder of this command: `--data`, else `MILLWRIGHT_HOME`, else `.millwright` here. */
export function chooseDataFolder(
  data: string | undefined,
  env: NodeJS.ProcessEnv = process.env,
  currentFolder: string = process.cwd(),
): DataFolder {
  const named = data || env['MILLWRIGHT_HOME'] || '.millwright';
  return dataFolderAt(resolve(currentFolder, named));
}

/**
 * Creates what is missing, readable by the owner only, and keeps it out of git.
 *
 * @throws MillwrightError `workspace_unwritable`.
 */
export async function createDataFolder(folder: DataFolder): Promise<void> {
  try {
    for (const path of [folder.root, ...subfolders(folder)])
      await mkdir(path, { recursive: true, mode: 0o700 });
    await writeFile(join(folder.root, '.gitignore'), '*\n', { mode: 0o600 });
  } catch (cause) {
    throw new MillwrightError('workspace_unwritable', `The data folder ${folder.root} cannot be written.`, {
      cause,
    });
  }
}

/** Deletes what Millwright wrote, and the folder itself when nothing else is in it. */
export async function purgeDataFolder(folder: DataFolder): Promise<void> {
  const database = ['', '-wal', '-shm', '-journal'].map((suffix) => folder.temporalDatabase + suffix);
  const files = [folder.services, folder.lock, join(folder.root, '.gitignore'), ...database];
  for (const path of [...subfolders(folder), ...files]) await rm(path, { recursive: true, force: true });
  await rmdir(folder.root).catch(() => undefined); // somebody else's files are left alone
}

function subfolders(folder: DataFolder): string[] {
  return [folder.artifacts, folder.runs, folder.secrets, folder.logs, folder.ready, folder.cache, folder.n8n];
}
