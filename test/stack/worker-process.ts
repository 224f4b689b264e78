import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const WORKER = fileURLToPath(new URL('../../src/worker.ts', import.meta.url));
const READY_WITHIN_MS = 60_000;

/** A real worker in a process of its own, so that it can really be killed. */
export interface WorkerProcess {
  /** Resolves with the signal or exit code when the process is gone, whoever ended it. */
  exited: Promise<string>;
  /** All that it wrote; for messages and for the search for secrets. */
  output(): string;
  kill(signal: 'SIGKILL' | 'SIGTERM'): Promise<void>;
}

/** Starts `src/worker.ts` and waits until it polls. */
export async function startWorkerProcess(flags: string[], env: NodeJS.ProcessEnv): Promise<WorkerProcess> {
  const folder = await mkdtemp(join(tmpdir(), 'millwright-ready-'));
  const readyFile = join(folder, 'ready');
  const child = spawn(process.execPath, [WORKER, ...flags], {
    env: { ...env, MILLWRIGHT_READY_FILE: readyFile },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const worker = watch(child);
  try {
    await untilReady(readyFile, worker);
    return worker;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function watch(child: ChildProcess): WorkerProcess {
  const chunks: string[] = [];
  child.stdout?.on('data', (chunk: Buffer) => chunks.push(chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => chunks.push(chunk.toString()));
  const exited = once(child, 'exit').then(([code, signal]) => String(signal ?? code));
  return {
    exited,
    output: () => chunks.join(''),
    kill: async (signal) => {
      child.kill(signal);
      await exited;
    },
  };
}

async function untilReady(readyFile: string, worker: WorkerProcess): Promise<void> {
  let ended: string | undefined;
  void worker.exited.then((how) => (ended = how));
  for (let waitedMs = 0; waitedMs < READY_WITHIN_MS; waitedMs += 50) {
    if ((await readFile(readyFile, 'utf8').catch(() => '')) !== '') return;
    if (ended !== undefined)
      throw new Error(`The worker ended (${ended}) before it was ready:\n${worker.output()}`);
    await pause(50);
  }
  throw new Error(`The worker was not ready in time:\n${worker.output()}`);
}
