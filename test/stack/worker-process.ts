import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { FAULT_PLACES, type FaultPoint } from '../../src/activities/fault-point.ts';

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

/** Called for every place in an activity at which a worker could die; the worker stands there until it resolves. */
export type AtFaultPoint = (point: FaultPoint, worker: WorkerProcess) => Promise<void>;

/**
 * Starts `src/worker.ts` and waits until it polls.
 * @param atFaultPoint without it the worker stops nowhere
 */
export async function startWorkerProcess(
  flags: string[],
  env: NodeJS.ProcessEnv,
  atFaultPoint?: AtFaultPoint,
): Promise<WorkerProcess> {
  const folder = await mkdtemp(join(tmpdir(), 'millwright-ready-'));
  const readyFile = join(folder, 'ready');
  const child = spawn(process.execPath, [WORKER, ...flags], {
    env: {
      ...env,
      MILLWRIGHT_READY_FILE: readyFile,
      ...(atFaultPoint && { MILLWRIGHT_FAULT_POINTS: 'ask' }),
    },
    stdio: atFaultPoint ? ['ignore', 'pipe', 'pipe', 'ipc'] : ['ignore', 'pipe', 'pipe'],
  });
  const worker = watch(child);
  if (atFaultPoint) answerFaultPoints(child, worker, atFaultPoint);
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

const faultPoint = z.object({
  number: z.int(),
  place: z.enum(FAULT_PLACES),
  activity: z.string(),
  activityId: z.string(),
  workflowId: z.string(),
});

function answerFaultPoints(child: ChildProcess, worker: WorkerProcess, atFaultPoint: AtFaultPoint): void {
  child.on('message', (message) => {
    const point = faultPoint.parse(message);
    void atFaultPoint(point, worker).then(() => {
      // Who was killed here needs no answer.
      if (child.connected) child.send(point.number, () => undefined);
    });
  });
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
