import { setTimeout as pause } from 'node:timers/promises';
import type { Disaster, KillWorld } from './kill-world.ts';

/** Each sandbox takes two jobs, and as many runs of a batch may stand in there while others pass. */
export const WORKERS = { main: 1, sandbox: 2 };
const SERVER_DOWN_MS = 1_000;

export type Victim = 'worker' | 'server' | 'both';

/** SIGKILL to what the victim is: `worker` is every worker there is. */
export const KILLED: Record<Victim, Disaster> = {
  worker: async (world) => {
    await killWorkers(world);
    const backFromMs = Date.now();
    await world.startWorkers(WORKERS);
    return backFromMs;
  },
  // The workers go on meanwhile: each ends what it stands in, and nobody is there to hear of it.
  server: async (world, guests) => {
    await world.temporal.kill();
    for (const guest of guests) guest.goesOn.resolve();
    await pause(SERVER_DOWN_MS);
    await world.temporal.restart();
    return Date.now();
  },
  both: async (world) => {
    await Promise.all([killWorkers(world), world.temporal.kill()]);
    await pause(SERVER_DOWN_MS);
    await world.temporal.restart();
    const backFromMs = Date.now();
    await world.startWorkers(WORKERS);
    return backFromMs;
  },
};

async function killWorkers({ workers }: KillWorld): Promise<void> {
  await Promise.all(workers.map((worker) => worker.kill('SIGKILL')));
}
