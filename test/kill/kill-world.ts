import { setTimeout as pause } from 'node:timers/promises';
import { followRun } from '../stack/follow-run.ts';
import { withStack, type TestStack } from '../stack/test-stack.ts';
import type { WorkerProcess } from '../stack/worker-process.ts';
import { endOf, type End } from './end-of-run.ts';
import { Gate, type Boundary, type Guest } from './gate.ts';
import { startModelOfManyRuns, type ModelOfManyRuns } from './model-of-many-runs.ts';
import { uniqueOf } from './observe.ts';
import { makeSmallestBuild } from './small-build.ts';
import { startTemporalProcess, type TemporalProcess } from './temporal-process.ts';

export const VICTIMS = ['worker', 'server', 'both'] as const;
export type Victim = (typeof VICTIMS)[number];

/** Each takes two jobs at once, and as many runs of a batch may stand in the sandbox. */
const SANDBOX_WORKERS = 2;
const DOWN_MS = 1_000;

/** How one run ended in which something was killed at one boundary. */
export interface Row {
  boundary: Boundary;
  victim: Victim;
  guest: Guest;
  /** Until the run did something again. */
  recoveredAfterMs: number;
  modelCalls: number;
  end: End;
}

/** Small builds on real services, all of which can be killed while runs stand at chosen boundaries. */
export class KillWorld {
  readonly stack: TestStack;
  readonly #temporal: TemporalProcess;
  readonly #model: ModelOfManyRuns;
  readonly #gate = new Gate();
  #workers: WorkerProcess[] = [];

  constructor(stack: TestStack, temporal: TemporalProcess, model: ModelOfManyRuns) {
    this.stack = stack;
    this.#temporal = temporal;
    this.#model = model;
  }

  async startWorkers(): Promise<void> {
    const sandboxes = Array.from({ length: SANDBOX_WORKERS }, () =>
      this.stack.startSandboxWorker({}, this.#gate.pass),
    );
    const model = { MILLWRIGHT_REPLAY_URL: this.#model.url };
    this.#workers = await Promise.all([this.stack.startWorker(model, this.#gate.pass), ...sandboxes]);
  }

  async undisturbed(): Promise<{ guest: Guest; modelCalls: number; end: End }> {
    const guest = await this.#invite('undisturbed');
    const end = await this.#run(guest);
    return { guest, end, modelCalls: this.#callsOf(guest) };
  }

  /** One run for each boundary, all at once: when each stands at its own, the victim is killed. */
  async killAt(boundaries: readonly Boundary[], victim: Victim): Promise<Row[]> {
    const guests = await Promise.all(boundaries.map(({ name }) => this.#invite(victim, name)));
    const runs = guests.map((guest) => this.#run(guest));
    const standing = guests.map((guest, index) => {
      const passed = runs[index]?.then(() => {
        throw new Error(`${guest.stopAt} was never reached: ${JSON.stringify(guest.reached)}`);
      });
      return Promise.race([guest.stands.promise, passed]);
    });
    await Promise.all(standing);
    const killedAtMs = Date.now();
    const backFromMs = await this.#kill(victim, guests);
    const ends = await Promise.all(runs);
    return boundaries.flatMap((boundary, index) => {
      const [guest, end] = [guests[index], ends[index]];
      if (!guest || !end) return [];
      const next = guest.reached.find(({ atMs }) => atMs >= backFromMs)?.atMs ?? Date.now();
      const recoveredAfterMs = next - killedAtMs;
      return [{ boundary, victim, guest, end, recoveredAfterMs, modelCalls: this.#callsOf(guest) }];
    });
  }

  /** Kills, and starts again. @returns when the run could do something again: what a lone worker still does does not count. */
  async #kill(victim: Victim, guests: readonly Guest[]): Promise<number> {
    const workers = victim === 'server' ? [] : this.#workers;
    await Promise.all([
      ...workers.map((worker) => worker.kill('SIGKILL')),
      ...(victim === 'worker' ? [] : [this.#temporal.kill()]),
    ]);
    for (const guest of guests) guest.goesOn.resolve();
    if (victim !== 'worker') {
      await pause(DOWN_MS);
      await this.#temporal.restart();
    }
    const backFromMs = Date.now();
    if (victim !== 'server') await this.startWorkers();
    return backFromMs;
  }

  async #invite(suffix: string, stopAt?: string): Promise<Guest> {
    return this.#gate.admit(await makeSmallestBuild(this.stack, suffix), stopAt);
  }

  async #run({ variant }: Guest): Promise<End> {
    return endOf(this.stack, variant, await followRun(this.stack, variant));
  }

  #callsOf({ variant }: Guest): number {
    return this.#model.callsOf(uniqueOf(variant));
  }
}

export async function withKillWorld(use: (world: KillWorld) => Promise<void>): Promise<void> {
  const temporal = await startTemporalProcess();
  await withStack(
    ['abandoned-cart'],
    async (stack) => {
      const model = await startModelOfManyRuns(stack.replay.url);
      try {
        const world = new KillWorld(stack, temporal, model);
        await world.startWorkers();
        await use(world);
      } finally {
        await model.close();
      }
    },
    async () => temporal,
  );
}
