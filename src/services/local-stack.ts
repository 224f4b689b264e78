import { createDataFolder, purgeDataFolder, type DataFolder } from './data-folder.ts';
import { stopService } from './ensure-service.ts';
import { ensureFileServer } from './file-servers.ts';
import { withFileLock } from './file-lock.ts';
import { provisionN8n, type LocalN8nAccess } from './n8n-provision.ts';
import { ensureN8n } from './n8n-server.ts';
import type { Report } from './progress.ts';
import { SERVICE_NAMES } from './service-record.ts';
import { ensureTemporal, type TemporalAddress } from './temporal-server.ts';
import { ensureSandboxWorker, ensureWorker } from './workers.ts';

export interface LocalStackOptions {
  folder: DataFolder;
  report: Report;
  /** Decides about TEMPORAL_ADDRESS and is what the worker gets. */
  env?: NodeJS.ProcessEnv;
  with: {
    n8n: boolean;
    /** Files that describe stand-ins, besides those of earlier commands; none are started when there is no file. */
    standIns: string[];
    /** Folders with recorded model answers, besides those of earlier commands; likewise. */
    replay: string[];
    workers: boolean;
  };
}

/** Addresses of what runs. */
export interface LocalStack {
  temporal: TemporalAddress;
  n8n: LocalN8nAccess | undefined;
  standInsUrl: string | undefined;
  replayUrl: string | undefined;
}

/**
 * Starts what is asked for and does not run yet, one command at a time. What runs already is used, so this may be
 * called again and again; ports stay the same.
 *
 * @throws MillwrightError `install_failed`, `port_in_use`, `service_failed` or `workspace_unwritable`.
 */
export async function startLocalStack(options: LocalStackOptions): Promise<LocalStack> {
  const { folder, report } = options;
  await createDataFolder(folder);
  const waiting = (): void =>
    report('Another command is starting or stopping services here: waiting for it.');
  return withFileLock(folder.lock, async () => startAll(options), waiting);
}

/**
 * Starts the stand-ins of these files, besides those of earlier commands, and nothing else. Workers of this data folder find
 * them by themselves.
 *
 * @throws MillwrightError `port_in_use` or `service_failed`.
 */
export async function startStandIns(
  folder: DataFolder,
  files: string[],
  report: Report,
): Promise<string | undefined> {
  await createDataFolder(folder);
  return withFileLock(folder.lock, async () =>
    ensureFileServer(folder, process.env, report, 'stand-ins', files),
  );
}

async function startAll(options: LocalStackOptions): Promise<LocalStack> {
  const { folder, report, env = process.env } = options;
  const { standIns, replay } = options.with;
  const temporal = await ensureTemporal(folder, env, report);
  const standInsUrl = await ensureFileServer(folder, env, report, 'stand-ins', standIns);
  const replayUrl = await ensureFileServer(folder, env, report, 'replay', replay);
  const workerEnv = {
    ...env,
    TEMPORAL_ADDRESS: temporal.address,
    TEMPORAL_NAMESPACE: temporal.namespace,
    MILLWRIGHT_HOME: folder.root,
    ...(replayUrl === undefined ? {} : { MILLWRIGHT_REPLAY_URL: replayUrl }),
  };
  // Workers ask for n8n only when a task needs it, so they start while n8n does.
  const [n8n] = await Promise.all([
    options.with.n8n ? startN8n(folder, env, report) : undefined,
    ...(options.with.workers
      ? [ensureWorker(folder, workerEnv, report), ensureSandboxWorker(folder, workerEnv, report)]
      : []),
  ]);
  return { temporal, n8n, standInsUrl, replayUrl };
}

async function startN8n(folder: DataFolder, env: NodeJS.ProcessEnv, report: Report): Promise<LocalN8nAccess> {
  return provisionN8n(folder, await ensureN8n(folder, env, report));
}

/** Stops everything of this data folder, last started first; `purge` also deletes all it wrote. */
export async function stopLocalStack(folder: DataFolder, options: { purge: boolean }): Promise<void> {
  await createDataFolder(folder);
  await withFileLock(folder.lock, async () => {
    for (const name of SERVICE_NAMES.toReversed()) await stopService(folder, name);
  });
  if (options.purge) await purgeDataFolder(folder);
}
