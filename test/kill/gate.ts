import type { FaultPlace, FaultPoint } from '../../src/activities/fault-point.ts';
import type { Variant } from '../stack/variant.ts';
import type { WorkerProcess } from '../stack/worker-process.ts';
import type { Journey } from './journeys.ts';

/** One place in a run at which something can be killed. */
export interface Boundary {
  /** The same in every run of the specification: `after generateCode 3` of the third execution of that activity. */
  name: string;
  place: FaultPlace;
  activity: string;
  activityId: string;
}

export interface Reached extends Boundary {
  atMs: number;
  worker: WorkerProcess;
}

/** A run, as the gate sees it. */
export interface Guest {
  journey: Journey;
  variant: Variant;
  /** Name of the only boundary at which it is stopped, once. */
  stopAt: string | undefined;
  reached: Reached[];
  /** Resolves with the worker in which it stands. */
  stands: PromiseWithResolvers<WorkerProcess>;
  goesOn: PromiseWithResolvers<void>;
}

/** Workers ask it at every boundary. It lets each run pass all but one, so that many runs stand at different ones. */
export class Gate {
  readonly #guests: Guest[] = [];

  admit(journey: Journey, variant: Variant, stopAt?: string): Guest {
    const stands = Promise.withResolvers<WorkerProcess>();
    const goesOn = Promise.withResolvers<void>();
    const guest: Guest = { journey, variant, stopAt, reached: [], stands, goesOn };
    this.#guests.push(guest);
    return guest;
  }

  readonly pass = async (point: FaultPoint, worker: WorkerProcess): Promise<void> => {
    const guest = this.#guests.find(({ variant }) => isOf(variant, point));
    if (!guest) return;
    const { place, activity, activityId } = point;
    const name = nameOf(point, guest.reached);
    guest.reached.push({ name, place, activity, activityId, atMs: Date.now(), worker });
    if (name !== guest.stopAt) return;
    guest.stands.resolve(worker);
    await guest.goesOn.promise;
  };
}

/** The run itself, or the owner of its n8n workflow. */
function isOf({ runId, n8nWorkflowId }: Variant, { workflowId }: FaultPoint): boolean {
  return workflowId === runId || workflowId.endsWith(`/${n8nWorkflowId}`);
}

/** Not by the activity's id: local activities have numbers that begin anew with every run of a chain. */
function nameOf({ place, activity }: FaultPoint, reached: readonly Boundary[]): string {
  const own = reached.filter((each) => each.activity === activity);
  const begun = own.filter((each) => each.place === 'before').length;
  if (place !== 'storing') return `${place} ${activity} ${place === 'before' ? begun + 1 : begun}`;
  const stored = own.filter((each) => each.name.startsWith(`storing ${activity} ${begun}, `)).length;
  return `storing ${activity} ${begun}, ${stored + 1}`;
}
