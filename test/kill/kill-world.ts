import { removeWorkflow } from '../../src/n8n/client/remove-workflow.ts';
import { followRun } from '../stack/follow-run.ts';
import { openStack, type OpenStack, type TestStack } from '../stack/test-stack.ts';
import type { WorkerProcess } from '../stack/worker-process.ts';
import { endOf, type End } from './end-of-run.ts';
import { Gate, type Guest } from './gate.ts';
import { startModelOfManyRuns, type ModelOfManyRuns } from './model-of-many-runs.ts';
import type { Journey } from './journeys.ts';
import { uniqueOf } from './observe.ts';
import { startTemporalProcess, type TemporalProcess } from './temporal-process.ts';

/** The build has about twice as many, so it is handed over on its way. */
const EVENTS_OF_A_RUN = 60;

/** How one run ended. */
export interface Outcome {
  guest: Guest;
  end: End;
  endedAtMs: number;
  /** Calls that reached the model. */
  modelCalls: number;
}

export interface Recovered extends Outcome {
  /** From the disaster until the run did something again. */
  recoveredAfterMs: number;
}

/** Brings something down while runs stand, and up again. @returns when a run could do something again. */
export type Disaster = (world: KillWorld, guests: readonly Guest[]) => Promise<number>;

/** Small builds on real services, all of which can be killed while runs stand at chosen boundaries. */
export class KillWorld {
  readonly stack: TestStack;
  readonly temporal: TemporalProcess;
  readonly model: ModelOfManyRuns;
  readonly #gate = new Gate();
  readonly #sandboxes = new WeakSet<WorkerProcess>();
  workers: WorkerProcess[] = [];

  constructor(stack: TestStack, temporal: TemporalProcess, model: ModelOfManyRuns) {
    this.stack = stack;
    this.temporal = temporal;
    this.model = model;
  }

  /** At the beginning, and when all were killed. */
  async startWorkers(count: { main: number; sandbox: number }): Promise<void> {
    this.workers = await Promise.all([
      ...Array.from({ length: count.main }, () => this.#startMain()),
      ...Array.from({ length: count.sandbox }, () => this.#startSandbox()),
    ]);
  }

  /** Starts another of its kind in the place of one that has ended. */
  async replace(ended: WorkerProcess): Promise<void> {
    const next = await (this.#sandboxes.has(ended) ? this.#startSandbox() : this.#startMain());
    this.workers = this.workers.map((worker) => (worker === ended ? next : worker));
  }

  #startMain(): Promise<WorkerProcess> {
    return this.stack.startWorker({ MILLWRIGHT_REPLAY_URL: this.model.url }, this.#gate.pass);
  }

  async #startSandbox(): Promise<WorkerProcess> {
    const worker = await this.stack.startSandboxWorker({}, this.#gate.pass);
    this.#sandboxes.add(worker);
    return worker;
  }

  /** @param stopAt name of the boundary at which the run will stand; without it, nowhere */
  async invite(journey: Journey, suffix: string, stopAt?: string): Promise<Guest> {
    return this.#gate.admit(journey, await journey.make(this.stack, suffix), stopAt);
  }

  async run(guest: Guest): Promise<Outcome> {
    const { variant, journey } = guest;
    const view = await followRun(this.stack, variant, undefined, journey.decision);
    const endedAtMs = Date.now();
    const end = await endOf(this.stack, variant, view);
    // n8n gets slower with everything that stands in it.
    await removeWorkflow(this.stack.n8n, variant.n8nWorkflowId);
    return { guest, end, endedAtMs, modelCalls: this.model.callsOf(uniqueOf(variant)) };
  }

  /**
   * Runs all of them at once, and when every one stands where it is to stand, the disaster happens.
   * @param standing resolves when the run stands; at its boundary when nothing is said
   */
  async disturb(
    guests: readonly Guest[],
    disaster: Disaster,
    standing: (guest: Guest) => Promise<unknown> = ({ stands }) => stands.promise,
  ): Promise<Recovered[]> {
    const stand = guests.map(standing);
    const runs = guests.map((guest) => this.run(guest));
    const passed = runs.map(async (run) => {
      const { guest } = await run;
      throw new Error(`${guest.stopAt} was not reached: ${guest.reached.map(({ name }) => name).join(', ')}`);
    });
    await Promise.all(stand.map((each, index) => Promise.race([each, passed[index]])));
    for (const each of passed) each.catch(() => undefined);
    const atMs = Date.now();
    const backFromMs = await disaster(this, guests);
    const outcomes = await Promise.all(runs);
    return outcomes.map((outcome) => {
      const next = outcome.guest.reached.find((each) => each.atMs >= backFromMs);
      return { ...outcome, recoveredAfterMs: (next?.atMs ?? outcome.endedAtMs) - atMs };
    });
  }
}

export interface OpenKillWorld extends Pick<OpenStack, 'replayHistories'> {
  world: KillWorld;
  close(): Promise<void>;
}

export async function openKillWorld(): Promise<OpenKillWorld> {
  const temporal = await startTemporalProcess(EVENTS_OF_A_RUN);
  const { stack, replayHistories, close } = await openStack(['abandoned-cart'], async () => temporal);
  const model = await startModelOfManyRuns(stack.replay.url);
  return {
    world: new KillWorld(stack, temporal, model),
    replayHistories,
    close: async () => {
      await model.close();
      await close();
    },
  };
}
