import assert from 'node:assert/strict';
import { beforeAll, describe, test } from 'vitest';
import type { WorkerProcess } from '../stack/worker-process.ts';
import { assertComplete, assertSameEnd } from './end-of-run.ts';
import type { Guest } from './gate.ts';
import { openKillWorld, type KillWorld, type Outcome } from './kill-world.ts';
import type { OpenStack } from '../stack/test-stack.ts';
import { BUILT } from './journeys.ts';
import { uniqueOf } from './observe.ts';

const IN_THE_MIDDLE = 'before checkTask 2';
const IN_A_LOCAL_ACTIVITY = 'before writeReport 1';

describe('two workers share a run, and neither is missed when it goes', () => {
  let world: KillWorld;
  let replayHistories: OpenStack['replayHistories'];
  let undisturbed: Outcome;
  beforeAll(async () => {
    const opened = await openKillWorld();
    world = opened.world;
    replayHistories = opened.replayHistories;
    return opened.close;
  });
  beforeAll(async () => {
    await world.startWorkers({ main: 2, sandbox: 2 });
    undisturbed = await world.run(await world.invite(BUILT, 'undisturbed'));
    assertComplete(undisturbed.end, undisturbed.guest.variant);
  });

  test('killed: the other does all the rest', () => killOne(world, undisturbed));
  test('told to stop: it ends what it is in, and nothing is done twice', () =>
    stopOne(world, undisturbed, IN_THE_MIDDLE));
  test('told to stop in a step of the run itself: that is ended too', () =>
    stopOne(world, undisturbed, IN_A_LOCAL_ACTIVITY));
  test('killed while an answer comes in: it asks once more', () =>
    endInACall(world, undisturbed, (worker) => worker.kill('SIGKILL')));
  test('told to stop, and the answer outlasts its grace: it asks once more, and no attempt is gone', () =>
    endInACall(world, undisturbed, stop));
  test('all replaced one after the other, as by a deploy: no task notices', () =>
    replaceAll(world, undisturbed));

  test('every history that was made here replays', () => replayHistories());
});

async function killOne(world: KillWorld, undisturbed: Outcome): Promise<void> {
  const guest = await world.invite(BUILT, 'killed', IN_THE_MIDDLE);
  const outcome = await disturbed(world, guest, (worker) => worker.kill('SIGKILL'));
  assertSame(outcome, undisturbed);
  const victim = await guest.stands.promise;
  const position = guest.reached.findIndex(({ name }) => name === IN_THE_MIDDLE);
  const afterwards = guest.reached.slice(position + 1);
  assert.ok(afterwards.some(({ activity }) => activity === 'writeReport'));
  assert.ok(!afterwards.some(({ worker }) => worker === victim));
  await world.replace(victim);
}

async function stopOne(world: KillWorld, undisturbed: Outcome, boundary: string): Promise<void> {
  const guest = await world.invite(BUILT, 'stopped', boundary);
  const outcome = await disturbed(world, guest, async (worker) => {
    const stopped = stop(worker);
    guest.goesOn.resolve();
    await stopped;
  });
  assertSame(outcome, undisturbed);
  assertNothingTwice(outcome, undisturbed);
  await world.replace(await guest.stands.promise);
}

/** Half an answer cannot be kept: this is the one call that a killed or stopped worker costs. */
async function endInACall(
  world: KillWorld,
  undisturbed: Outcome,
  endOne: (worker: WorkerProcess) => Promise<void>,
): Promise<void> {
  const guest = await world.invite(BUILT, 'cut-off');
  const cutOff = world.model.cutOff(uniqueOf(guest.variant));
  const endTheAsking = async (): Promise<number> => {
    const worker = guest.reached.at(-1)?.worker;
    assert.ok(worker);
    await endOne(worker);
    await world.replace(worker);
    return Date.now();
  };
  const [outcome] = await world.disturb([guest], endTheAsking, () => cutOff);
  assert.ok(outcome);
  assertComplete(outcome.end, guest.variant, 1);
  assertSameEnd(outcome.end, undisturbed.end, 1);
  assert.equal(outcome.modelCalls, BUILT.modelCalls + 1);
}

async function replaceAll(world: KillWorld, undisturbed: Outcome): Promise<void> {
  const guest = await world.invite(BUILT, 'deployed', 'before checkReadiness 1');
  const outcome = await disturbed(world, guest, async () => {
    guest.goesOn.resolve();
    for (const worker of world.workers) {
      await stop(worker);
      await world.replace(worker);
    }
  });
  assertSame(outcome, undisturbed);
  assertNothingTwice(outcome, undisturbed);
}

async function disturbed(
  world: KillWorld,
  guest: Guest,
  disturb: (worker: WorkerProcess) => Promise<void>,
): Promise<Outcome> {
  const disaster = async (): Promise<number> => {
    await disturb(await guest.stands.promise);
    return Date.now();
  };
  const [outcome] = await world.disturb([guest], disaster);
  assert.ok(outcome);
  return outcome;
}

async function stop(worker: WorkerProcess): Promise<void> {
  await worker.kill('SIGTERM');
  assert.equal(await worker.exited, '0', worker.output());
}

function assertSame({ end, guest, modelCalls }: Outcome, undisturbed: Outcome): void {
  assertComplete(end, guest.variant);
  assertSameEnd(end, undisturbed.end);
  assert.equal(modelCalls, BUILT.modelCalls, 'calls that reached the model');
}

/** No activity had a second attempt. */
function assertNothingTwice(outcome: Outcome, undisturbed: Outcome): void {
  const namesOf = ({ guest }: Outcome): string[] => guest.reached.map(({ name }) => name).toSorted();
  assert.deepEqual(namesOf(outcome), namesOf(undisturbed));
}
