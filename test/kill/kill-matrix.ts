import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { createActivities } from '../../src/activities/create-activities.ts';
import { createSandboxActivities } from '../../src/activities/sandbox.ts';
import { createDenoSandbox } from '../../src/sandbox/deno-sandbox.ts';
import { createDependencies } from '../../src/worker/dependencies.ts';
import { KILLED, WORKERS, type Victim } from './disasters.ts';
import { assertComplete, assertSameEnd, type End } from './end-of-run.ts';
import type { Boundary } from './gate.ts';
import { withKillWorld, type KillWorld, type Recovered } from './kill-world.ts';
import { EXPECTED } from './small-build.ts';

/** Runs at once: more would wait for each other on a small machine. */
const BATCH = 8;

interface Row extends Recovered {
  boundary: Boundary;
  victim: Victim;
}

/** Kills at the chosen boundaries of the small build, and compares each end with that of the undisturbed run. */
export async function killMatrix(
  context: TestContext,
  victims: readonly Victim[],
  choose: (boundaries: readonly Boundary[], victim: Victim) => Boundary[],
): Promise<void> {
  await withKillWorld(async (world) => {
    await world.startWorkers(WORKERS);
    const { guest, end, modelCalls } = await world.run(await world.invite('undisturbed'));
    assertComplete(end, guest.variant);
    assert.equal(modelCalls, EXPECTED.modelCalls);
    await context.test('the run has a boundary before and after every activity that a worker offers', () =>
      assertAllActivities(guest.reached),
    );
    context.diagnostic('killed | at | the run goes on after | model calls | n8n objects');
    for (const victim of victims) {
      for (const batch of batchesOf(choose(guest.reached, victim))) {
        for (const row of await killAt(world, batch, victim)) {
          context.diagnostic(lineOf(row));
          await context.test(`${victim} killed ${row.boundary.name}`, () => assertUnharmed(row, end));
        }
      }
    }
  });
}

/** One run for each boundary, all at once: when each stands at its own, the victim is killed. */
async function killAt(world: KillWorld, boundaries: readonly Boundary[], victim: Victim): Promise<Row[]> {
  const guests = await Promise.all(boundaries.map(({ name }) => world.invite(victim, name)));
  const recovered = await world.disturb(guests, KILLED[victim]);
  return boundaries.flatMap((boundary) => {
    const own = recovered.find(({ guest }) => guest.stopAt === boundary.name);
    return own ? [{ ...own, boundary, victim }] : [];
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
function batchesOf(boundaries: readonly Boundary[]): Boundary[][] {
  const count = Math.ceil(boundaries.length / BATCH);
  const size = Math.ceil(boundaries.length / count);
  return Array.from({ length: count }, (_, index) => boundaries.slice(index * size, (index + 1) * size));
}

function assertUnharmed(row: Row, undisturbed: End): void {
  assertComplete(row.end, row.guest.variant);
  assertSameEnd(row.end, undisturbed);
  assert.equal(row.modelCalls, EXPECTED.modelCalls + lostCalls(row), 'calls that reached the model');
}

/** An answer that was given and not kept yet dies with the worker: the only call that is ever repeated. */
function lostCalls({ boundary, victim }: Row): number {
  const { place, activity, name } = boundary;
  const isUnkept = place === 'storing' && activity === 'generateCode' && name.endsWith(', 1');
  return isUnkept && victim !== 'server' ? 1 : 0;
}

/** One row of the table that the test prints. */
function lineOf({ boundary, victim, recoveredAfterMs, modelCalls, end }: Row): string {
  const { workflowIds, nodes, edges, leftovers } = end.built;
  const objects = `${workflowIds.length} workflow, ${nodes.length} nodes, ${edges.length} edges, ${leftovers.length} left over`;
  return `${victim} | ${boundary.name} (${boundary.activityId}) | ${(recoveredAfterMs / 1_000).toFixed(1)} s | ${modelCalls} | ${objects}`;
}
