import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { sandboxEnvironment } from './child-environment.ts';
import type { DataFolder } from './data-folder.ts';
import { ensureService } from './ensure-service.ts';
import { fingerprint, programFile, programsVersion } from './places.ts';
import type { Report } from './progress.ts';
import type { ServiceRecord } from './service-record.ts';

/** What a worker writes into the file named in `MILLWRIGHT_READY_FILE` once it polls. */
const READY = 'ready\n';
const START_TIMEOUT_MS = 60_000;

/** Variables that change what a worker does; another value of one of them means a new worker. */
const WORKER_VARIABLES = /^(TEMPORAL|ANTHROPIC|MILLWRIGHT|N8N)_/;

/** Starts the worker, which holds the keys of this environment. The caller holds the lock of the data folder. */
export async function ensureWorker(
  folder: DataFolder,
  env: NodeJS.ProcessEnv,
  report: Report,
): Promise<ServiceRecord> {
  return ensureNodeWorker(folder, env, report, { name: 'worker', flags: [], env });
}

/** Starts the worker that runs generated code: no key is in its environment. */
export async function ensureSandboxWorker(
  folder: DataFolder,
  env: NodeJS.ProcessEnv,
  report: Report,
): Promise<ServiceRecord> {
  const bare = sandboxEnvironment(env);
  return ensureNodeWorker(folder, env, report, { name: 'sandbox-worker', flags: ['--sandbox'], env: bare });
}

interface WorkerStart {
  name: 'worker' | 'sandbox-worker';
  flags: string[];
  env: NodeJS.ProcessEnv;
}

async function ensureNodeWorker(
  folder: DataFolder,
  env: NodeJS.ProcessEnv,
  report: Report,
  worker: WorkerStart,
): Promise<ServiceRecord> {
  const readyFile = join(folder.ready, worker.name);
  const names = Object.keys(worker.env).filter((name) => WORKER_VARIABLES.test(name));
  const settings = names.toSorted().map((name) => [name, worker.env[name]]);
  return ensureService(folder, env, report, {
    name: worker.name,
    fingerprint: fingerprint([await programsVersion(), ...settings]),
    timeoutMs: START_TIMEOUT_MS,
    listensNowhere: true,
    install: async () => undefined,
    prepare: async () => {
      await rm(readyFile, { force: true });
      return {
        command: process.execPath,
        arguments: [programFile('worker'), ...worker.flags],
        env: { ...worker.env, MILLWRIGHT_READY_FILE: readyFile },
        addresses: {},
      };
    },
    isReady: async () => (await readFile(readyFile, 'utf8')) === READY,
  });
}
