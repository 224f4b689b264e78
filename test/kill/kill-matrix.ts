import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { createActivities } from '../../src/activities/create-activities.ts';
import { createSandboxActivities } from '../../src/activities/sandbox.ts';
import { createDenoSandbox } from '../../src/sandbox/deno-sandbox.ts';
import { createDependencies } from '../../src/worker/dependencies.ts';
import { KILLED, WORKERS, type Victim } from './disasters.ts';
import { assertSameEnd } from './end-of-run.ts';
import type { Boundary } from './gate.ts';
import type { Journey } from './journeys.ts';
import { withKillWorld, type KillWorld, type Outcome, type Recovered } from './kill-world.ts';

/** Runs at once: more would wait for each other on a small machine. */
const BATCH = 8;

/** A boundary of one of the journeys. */
export interface Stop extends Boundary {
  journey: Journey;
}

interface Row extends Recovered {
  stop: Stop;
  victim: Victim;
}

/** Kills at the chosen boundaries of the journeys, and compares each end with that of the undisturbed run. */
export async function killMatrix(
  context: TestContext,
  { journeys, victims }: { journeys: readonly Journey[]; victims: readonly Victim[] },
  choose: (stops: readonly Stop[], victim: Victim) => Stop[],
): Promise<void> {
  await withKillWorld(async (world) => {
    await world.startWorkers(WORKERS);
    const undisturbed = new Map<Journey, Outcome>();
    for (const journey of journeys) undisturbed.set(journey, await runUndisturbed(world, journey));
    const stops = [...undisturbed].flatMap(([journey, { guest }]) =>
      guest.reached.map((boundary) => ({ ...boundary, journey })),
    );
    await context.test('there is a boundary before and after every activity that a worker offers', () =>
      assertAllActivities(stops),
    );
    context.diagnostic('killed | at | the run goes on after | model calls | n8n objects');
    for (const victim of victims) {
      for (const batch of batchesOf(choose(stops, victim))) {
        for (const row of await killAt(world, batch, victim)) {
          context.diagnostic(lineOf(row));
          await context.test(`${victim} killed ${row.stop.name}`, () =>
            assertUnharmed(row, undisturbed.get(row.stop.journey)),
          );
        }
      }
    }
  });
}

async function runUndisturbed(world: KillWorld, journey: Journey): Promise<Outcome> {
  const outcome = await world.run(await world.invite(journey, 'undisturbed'));
  journey.assertEnd(outcome.end, outcome.guest.variant);
  assert.equal(outcome.modelCalls, journey.modelCalls);
  return outcome;
}

/** One run for each boundary, all at once: when each stands at its own, the victim is killed. */
async function killAt(world: KillWorld, stops: readonly Stop[], victim: Victim): Promise<Row[]> {
  const guests = await Promise.all(stops.map(({ journey, name }) => world.invite(journey, victim, name)));
  const recovered = await world.disturb(guests, KILLED[victim]);
  return stops.flatMap((stop, index) => {
    const own = recovered[index];
    return own ? [{ ...own, stop, victim }] : [];
  });
}

/** So that an activity which is added later cannot be forgotten here. */
function assertAllActivities(reached: readonly Boundary[]): void {
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

function assertUnharmed(row: Row, undisturbed: Outcome | undefined): void {
  assert.ok(undisturbed);
  const { end, guest, modelCalls, stop } = row;
  stop.journey.assertEnd(end, guest.variant);
  assertSameEnd(end, undisturbed.end);
  assert.equal(modelCalls, undisturbed.modelCalls + lostCalls(row), 'calls that reached the model');
}

/** An answer that was given and not kept yet dies with the worker: the only call that is ever repeated. */
function lostCalls({ stop, victim }: Row): number {
  const isUnkept = stop.place === 'storing' && stop.activity === 'generateCode' && stop.name.endsWith(', 1');
  return isUnkept && victim !== 'server' ? 1 : 0;
}

/** One row of the table that the test prints. */
function lineOf({ stop, victim, recoveredAfterMs, modelCalls, end }: Row): string {
  const { workflowIds, nodes, edges, leftovers } = end.built;
  const objects = `${workflowIds.length} workflow, ${nodes.length} nodes, ${edges.length} edges, ${leftovers.length} left over`;
  return `${victim} | ${stop.name} (${stop.activityId}) | ${(recoveredAfterMs / 1_000).toFixed(1)} s | ${modelCalls} | ${objects}`;
}
