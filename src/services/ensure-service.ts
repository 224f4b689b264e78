import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MillwrightError } from '../errors.ts';
import type { DataFolder } from './data-folder.ts';
import { withFileLock } from './file-lock.ts';
import { createCacheFolder } from './places.ts';
import { isRunning } from './process-identity.ts';
import { startDetached, stopProcess } from './processes.ts';
import { durationText, type Report } from './progress.ts';
import {
  forgetService,
  recordOf,
  recordService,
  type ServiceName,
  type ServiceRecord,
} from './service-record.ts';
import { waitUntil } from './wait-until.ts';

/** How one local service is found, installed, started and recognised as ready. */
export interface ServicePlan<Installed> {
  name: ServiceName;
  /** Of what it is started with; see `ServiceRecord`. */
  fingerprint: string;
  timeoutMs: number;
  /** What may take minutes; other commands may start their services meanwhile. */
  install: () => Promise<Installed>;
  /** It listens nowhere, so its start need not wait for the start of a service that does. */
  listensNowhere?: true;
  /** Chooses ports and says how to start. */
  prepare: (installed: Installed) => Promise<ServiceCommand>;
  isReady: (running: ServiceRecord) => Promise<boolean>;
}

export interface ServiceCommand {
  command: string;
  arguments: string[];
  env: NodeJS.ProcessEnv;
  addresses: Record<string, string>;
}

/** How long each service may take to end by itself: a worker finishes what it is doing. */
const STOP_DEADLINE_MS: Record<ServiceName, number> = {
  temporal: 10_000,
  n8n: 15_000,
  'stand-ins': 3_000,
  replay: 3_000,
  worker: 30_000,
  'sandbox-worker': 15_000,
};

/**
 * The running service of this data folder; started when it does not run, and started anew when it was started
 * with other settings. The caller holds the lock of the data folder.
 *
 * @throws MillwrightError `service_failed` naming the log, or what `install` and `prepare` throw.
 */
export async function ensureService<Installed>(
  folder: DataFolder,
  env: NodeJS.ProcessEnv,
  report: Report,
  plan: ServicePlan<Installed>,
): Promise<ServiceRecord> {
  const earlier = await recordOf(folder, plan.name);
  if (earlier !== undefined) {
    const reason = await reasonToStartAnew(earlier, plan);
    if (reason === undefined) return earlier;
    report(`${plan.name} ${reason}: starting it again. The log of before is ${earlier.log}.previous`);
    await stopService(folder, plan.name);
  }
  const installed = await plan.install();
  if (plan.listensNowhere) return startService(folder, report, plan, installed);
  const startLock = join(await createCacheFolder(env), 'start.lock');
  // One start at a time on this machine: a port that was free is ours only once the service listens.
  return withFileLock(startLock, async () => startService(folder, report, plan, installed));
}

/** Stops a service, if it is still the process we started, and forgets it. The caller holds the lock. */
export async function stopService(folder: DataFolder, name: ServiceName): Promise<void> {
  const record = await recordOf(folder, name);
  if (record === undefined) return;
  await stopProcess(record.process, STOP_DEADLINE_MS[name]);
  await forgetService(folder, name);
}

type Recognition = Pick<ServicePlan<unknown>, 'fingerprint' | 'isReady' | 'timeoutMs'>;

async function reasonToStartAnew(earlier: ServiceRecord, plan: Recognition): Promise<string | undefined> {
  if (!(await isRunning(earlier.process))) return 'has stopped by itself';
  if (earlier.fingerprint !== plan.fingerprint) return 'was started with other settings';
  return (await becomesReady(earlier, plan)) ? undefined : 'does not answer';
}

async function startService<Installed>(
  folder: DataFolder,
  report: Report,
  plan: ServicePlan<Installed>,
  installed: Installed,
): Promise<ServiceRecord> {
  const startedAt = performance.now();
  const start = await plan.prepare(installed);
  const log = join(folder.logs, `${plan.name}.log`);
  const identity = await startDetached({ ...start, currentFolder: folder.root, log });
  const record: ServiceRecord = {
    process: identity,
    addresses: start.addresses,
    log,
    fingerprint: plan.fingerprint,
  };
  // Written before it is ready, so that a command killed now leaves no unknown process behind.
  await recordService(folder, plan.name, record);
  if (await becomesReady(record, plan)) {
    report(`${plan.name} is ready after ${durationText(performance.now() - startedAt)}`);
    return record;
  }
  await stopService(folder, plan.name);
  const message = `${plan.name} did not start. ${await complaintIn(log)} The whole log is ${log}.`;
  throw new MillwrightError('service_failed', message);
}

async function becomesReady(record: ServiceRecord, plan: Recognition): Promise<boolean> {
  let alive = true;
  const ended = await waitUntil(async () => {
    alive = await isRunning(record.process);
    return !alive || (await plan.isReady(record));
  }, plan.timeoutMs);
  return ended && alive && (await isRunning(record.process));
}

/** The line that says what went wrong, as far as one can tell, else the last one. */
async function complaintIn(log: string): Promise<string> {
  const lines = (await readFile(log, 'utf8').catch(() => '')).trimEnd().split('\n');
  const complaint = lines.findLast((line) => /\berror\b/i.test(line)) ?? lines.at(-1) ?? '';
  return complaint.trim().slice(0, 500);
}
