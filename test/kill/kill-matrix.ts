import assert from 'node:assert/strict';
import { createActivities } from '../../src/activities/create-activities.ts';
import { createSandboxActivities } from '../../src/activities/sandbox.ts';
import { createDenoSandbox } from '../../src/sandbox/deno-sandbox.ts';
import { createDependencies } from '../../src/worker/dependencies.ts';
import { KILLED, type Victim } from './disasters.ts';
import { assertSameEnd } from './end-of-run.ts';
import type { Boundary } from './gate.ts';
import type { Journey } from './journeys.ts';
import type { KillWorld, Outcome, Recovered } from './kill-world.ts';

/** Runs at once: more would wait for each other on a small machine. */
const BATCH = 8;

/** A boundary that a journey passed, and how that journey ends undisturbed. */
export interface Stop extends Boundary {
  undisturbed: Outcome;
}

export interface Row extends Recovered {
  stop: Stop;
  victim: Victim;
}

/** Goes the journey once without a kill. @returns every boundary that it passed, in order */
export async function stopsOf(world: KillWorld, journey: Journey): Promise<Stop[]> {
  const undisturbed = await world.run(await world.invite(journey, 'undisturbed'));
  journey.assertEnd(undisturbed.end, undisturbed.guest.variant);
  assert.equal(undisturbed.modelCalls, journey.modelCalls);
  return undisturbed.guest.reached.map((boundary) => ({ ...boundary, undisturbed }));
}

/** Kills the victim at each of the stops, a batch of runs at a time. */
export async function killAtAll(world: KillWorld, stops: readonly Stop[], victim: Victim): Promise<Row[]> {
  const rows: Row[] = [];
  for (const batch of batchesOf(stops)) rows.push(...(await killAt(world, batch, victim)));
  return rows;
}

/** One run for each boundary, all at once: when each stands at its own, the victim is killed. */
async function killAt(world: KillWorld, stops: readonly Stop[], victim: Victim): Promise<Row[]> {
  const guests = await Promise.all(
    stops.map(({ undisturbed, name }) => world.invite(undisturbed.guest.journey, victim, name)),
  );
  const recovered = await world.disturb(guests, KILLED[victim]);
  return stops.flatMap((stop, index) => {
    const own = recovered[index];
    return own ? [{ ...own, stop, victim }] : [];
  });
}

/** So that an activity which is added later cannot be forgotten here. */
export function assertAllActivities(reached: readonly Boundary[]): void {
  const offered = [
    ...Object.keys(createActivities(createDependencies({ searchAttributesRegistered: true }))),
    ...Object.keys(createSandboxActivities(createDenoSandbox())),
  ];
  const wanted = offered.flatMap((activity) => [`before ${activity}`, `after ${activity}`]);
  const seen = new Set(reached.map(({ place, activity }) => `${place} ${activity}`));
  assert.deepEqual(
    wanted.filter((each) => !seen.has(each)),
    [],
  );
}

/** Neighbours stand at the same time, so that none waits until its activity times out. */
function batchesOf(stops: readonly Stop[]): Stop[][] {
  const count = Math.ceil(stops.length / BATCH);
  const size = Math.ceil(stops.length / count);
  return Array.from({ length: count }, (_, index) => stops.slice(index * size, (index + 1) * size));
}

/** The same end as undisturbed, and no call repeated but one that a kill cut off. */
export function assertUnharmed(row: Row): void {
  const { end, guest, modelCalls } = row;
  const { undisturbed } = row.stop;
  const lost = lostCalls(row);
  guest.journey.assertEnd(end, guest.variant, lost);
  assertSameEnd(end, undisturbed.end, lost);
  assert.equal(modelCalls, undisturbed.modelCalls + lost, 'calls that reached the model');
}

/**
 * An answer that was given and not kept yet dies with the worker: the only call that is ever repeated. What is stored
 * first is who asks, then the bill and its name; then comes the call, then the answer and its name.
 */
function lostCalls({ stop, victim }: Row): number {
  const isUnkept = stop.place === 'storing' && stop.activity === 'generateCode' && /, [45]$/.test(stop.name);
  return isUnkept && victim !== 'server' ? 1 : 0;
}

/** What a kill cost, for the eye. */
export function tableOf(rows: readonly Row[]): string {
  return ['killed | at | the run goes on after | model calls | n8n objects', ...rows.map(lineOf)].join('\n');
}

/** One row of the table that the test prints. */
function lineOf({ stop, victim, recoveredAfterMs, modelCalls, end }: Row): string {
  const { workflowIds, nodes, edges, leftovers } = end.built;
  const objects = `${workflowIds.length} workflow, ${nodes.length} nodes, ${edges.length} edges, ${leftovers.length} left over`;
  return `${victim} | ${stop.name} (${stop.activityId}) | ${(recoveredAfterMs / 1_000).toFixed(1)} s | ${modelCalls} | ${objects}`;
}
