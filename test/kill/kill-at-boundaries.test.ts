import assert from 'node:assert/strict';
import { beforeAll, describe, test } from 'vitest';
import { FAULT_PLACES } from '../../src/activities/fault-point.ts';
import { WORKERS, type Victim } from './disasters.ts';
import { BUILT, UNDONE } from './journeys.ts';
import {
  assertAllActivities,
  assertUnharmed,
  killAtAll,
  stopsOf,
  tableOf,
  type Row,
  type Stop,
} from './kill-matrix.ts';
import { openKillWorld, type KillWorld } from './kill-world.ts';
import type { OpenStack } from '../stack/test-stack.ts';

/** `npm run kill-matrix`: at every boundary, not only at the first of some kinds. Too long for every `npm test`. */
const EVERYWHERE = process.env['MILLWRIGHT_TEST_KILLS'] === 'everywhere';

type Place = Stop['place'];

const PLACES: Record<Victim, readonly Place[]> = EVERYWHERE
  ? { worker: FAULT_PLACES, server: FAULT_PLACES, both: FAULT_PLACES }
  : { worker: FAULT_PLACES, server: ['before'], both: ['after'] };

/** What the two journeys pass. Those with `true` keep something in the store, which is a place of its own. */
const ACTIVITIES: Record<string, boolean> = {
  admitSpecification: true,
  checkReadiness: false,
  deployWorkflow: true,
  checkTask: true,
  generateCode: true,
  runInSandbox: false,
  judgeCode: true,
  loadPlan: false,
  describeCheckpoint: false,
  setWorkflowActive: false,
  writeReport: true,
  noteRestorePoint: true,
  restoreWorkflow: false,
};

describe('killed before or after any kind of activity, a worker, the server or both cost a run nothing: no object twice, no answered call repeated', () => {
  let world: KillWorld;
  let replayHistories: OpenStack['replayHistories'];
  let stops: Stop[];
  beforeAll(async () => {
    const opened = await openKillWorld();
    world = opened.world;
    replayHistories = opened.replayHistories;
    return opened.close;
  });
  beforeAll(async () => {
    await world.startWorkers(WORKERS);
    stops = [...(await stopsOf(world, BUILT)), ...(await stopsOf(world, UNDONE))];
  });

  test('there is a boundary before and after every activity that a worker offers', () =>
    assertAllActivities(stops));

  test('every kind of boundary that a run passes is among those at which something is killed', () =>
    assert.deepEqual([...new Set(stops.map(kindOf))].toSorted(), kindsAt(FAULT_PLACES).toSorted()));

  for (const victim of ['worker', 'server', 'both'] as const) {
    describe(victim, () => {
      let rows: Row[];
      beforeAll(async () => {
        rows = await killAtAll(world, chosen(stops, PLACES[victim]), victim);
        console.log(tableOf(rows));
      });

      for (const kind of kindsAt(PLACES[victim])) {
        test(`${victim} killed ${EVERYWHERE ? `at every boundary ${kind}` : firstOf(kind)}`, () => {
          const own = rows.filter(({ stop }) => kindOf(stop) === kind);
          assert.ok(own.length > 0, 'no run stood there');
          for (const row of own) assertUnharmed(row);
        });
      }
    });
  }

  test('every history that was made here replays', () => replayHistories());
});

function kindOf({ place, activity }: Stop): string {
  return `${place} ${activity}`;
}

function kindsAt(places: readonly Place[]): string[] {
  return Object.entries(ACTIVITIES).flatMap(([activity, stores]) =>
    places.filter((place) => stores || place !== 'storing').map((place) => `${place} ${activity}`),
  );
}

/** Name of the first boundary of a kind. */
function firstOf(kind: string): string {
  return kind.startsWith('storing') ? `${kind} 1, 1` : `${kind} 1`;
}

function chosen(stops: readonly Stop[], places: readonly Place[]): Stop[] {
  const there = stops.filter(({ place }) => places.includes(place));
  if (EVERYWHERE) return there;
  return there.filter((stop, index) => index === there.findIndex((each) => kindOf(each) === kindOf(stop)));
}
