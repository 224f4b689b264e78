import assert from 'node:assert/strict';
import type { WorkflowHandle } from '@temporalio/client';
import { afterAll, beforeAll, test } from 'vitest';
import { KeptRuns } from '../../src/cli/runs/kept-runs.ts';
import { RunClient } from '../../src/cli/runs/run-client.ts';
import { MillwrightError } from '../../src/errors.ts';
import type { CompactPlan } from '../../src/protocol/plan.ts';
import { MESSAGES, OWNER_WORKFLOW } from '../../src/protocol/names.ts';
import type { RunResult } from '../../src/protocol/run.ts';
import { workflowSourcesHash } from '../../src/worker/workflow-bundle.ts';
import { planOf } from '../run/simulation.ts';
import { simulatedTask } from '../workflows/simulated-task.ts';
import { statusUntil } from '../workflows/status-until.ts';
import { makeBuild, type Build } from './builds.ts';
import { failureOf } from './failure-of.ts';
import { makeNextRelease } from './next-release.ts';
import { DEPLOYMENT, withUpgradeWorld, type UpgradeWorld } from './upgrade-world.ts';

let shipped: Build;
let next: Build;

beforeAll(async () => {
  shipped = await makeBuild();
  next = await makeNextRelease();
});
afterAll(() => Promise.all([shipped.remove(), next.remove()]));

test('the build id changes with the workflow code, and only with it', async () => {
  assert.notEqual(next.id, shipped.id);
  assert.equal(await workflowSourcesHash(), shipped.id);
});

test('a run that waits for a person finishes on the build that began it, also across continue-as-new; new runs and the owner are on the new build', async () => {
  await withUpgradeWorld({ suggestContinueAsNewAt: 60 }, async (world) => {
    const old = await upToTheCheckpoint(world, shipped);
    const callsBefore = world.calls.length;
    await world.startWorker(next, next.id);
    await world.makeCurrent(next.id);

    await decide(old);
    const newest = world.client.workflow.getHandle('old');
    assert.equal(((await newest.result()) as RunResult).status, 'completed');
    assert.notEqual((await newest.describe()).runId, old.firstExecutionRunId, 'it was continued as new');
    assert.equal(await world.buildOf('old'), shipped.id);
    const later = world.calls.slice(callsBefore);
    const ofTheRun = later.filter((call) => /checkTask|generateCode|judgeCode|writeReport/.test(call));
    assert.ok(ofTheRun.includes(`${shipped.id} writeReport`));
    assert.deepEqual(
      ofTheRun.filter((call) => !call.startsWith(shipped.id)),
      [],
      'activities of the run on another build than its own',
    );
    assert.ok(later.includes(`${next.id} deployWorkflow`), 'the owner writes under the new build');
    assert.ok(later.includes('sandbox runInSandbox'));

    const fresh = await world.start(writing('third'), 'fresh');
    assert.equal(((await fresh.result()) as RunResult).status, 'completed');
    assert.equal(await world.buildOf('fresh'), next.id);
    assert.equal(await world.buildOf(await ownerId(world)), next.id);
  });
});

test('the owner that an old build began is replayed by the new one, with what it did then and what it does now', async () => {
  await withUpgradeWorld({}, async (world) => {
    await upToTheCheckpoint(world, shipped);
    const first = await world.startWorker(next, next.id);
    await world.makeCurrent(next.id);
    await (await world.start(writing('second'), 'second')).result();
    await first.stop();
    world.calls.length = 0;
    await world.startWorker(next, next.id);
    await (await world.start(writing('third'), 'third')).result();
    assert.equal(world.calls.filter((call) => call === `${next.id} deployWorkflow`).length, 1);
  });
});

test('without versions the same change sticks the open run, and the old build heals it', async () => {
  await withUpgradeWorld({}, async (world) => {
    const first = await world.startWorker(shipped, undefined);
    const run = await world.start(withCheckpoint(), 'stuck');
    await statusUntil(run, (view) => view.status === 'awaiting_approval');
    await first.stop();
    const second = await world.startWorker(next, undefined);
    await run.signal(MESSAGES.decide, DECISION);
    assert.match(await failureOf(run), /TMPRL1100/);
    assert.equal(await settledStatus(world, 'stuck', 'run_stuck'), 'run_stuck');
    await second.stop();
    await world.startWorker(shipped, undefined);
    assert.equal(((await run.result()) as RunResult).status, 'completed');
  });
});

test('a run whose build is gone says so, and goes on where an operator moves it', async () => {
  await withUpgradeWorld({}, async (world) => {
    const worker = await world.startWorker(shipped, 'first');
    await world.makeCurrent('first');
    const run = await world.start(withCheckpoint(), 'left');
    await statusUntil(run, (view) => view.status === 'awaiting_approval');
    await worker.stop();
    await world.startWorker(shipped, 'second');
    await world.makeCurrent('second');

    await assert.rejects(runsOf(world).status('left'), {
      code: 'build_missing',
      message: new RegExp(`build first of the deployment ${DEPLOYMENT}`),
    });
    await world.client.workflowService.updateWorkflowExecutionOptions({
      namespace: world.client.options.namespace,
      workflowExecution: { workflowId: 'left' },
      workflowExecutionOptions: { versioningOverride: { autoUpgrade: true } },
      updateMask: { paths: ['versioning_override'] },
    });
    await decide(run);
    assert.equal(((await run.result()) as RunResult).status, 'completed');
    assert.equal(await world.buildOf('left'), 'second');
  });
});

const DECISION = { checkpoint: 'approve', digest: 'digest-approve', decision: 'continue', by: 'ana' };

async function decide(run: WorkflowHandle): Promise<void> {
  await run.executeUpdate(MESSAGES.decideCheckpoint, { args: [DECISION] });
}

/** Writes to n8n, waits for a person, and has more to do then than one history may hold in these tests. */
function withCheckpoint(): CompactPlan {
  const chain = Array.from({ length: 12 }, (_, index) =>
    simulatedTask({ id: `t${index}`, dependsOn: [index === 0 ? 'approve' : `t${index - 1}`] }),
  );
  return planOf(
    [
      simulatedTask({ id: 'first', kind: 'nodes' }),
      simulatedTask({ id: 'approve', kind: 'checkpoint', dependsOn: ['first'] }),
      ...chain,
      simulatedTask({ id: 'code', kind: 'generated_code', dependsOn: ['t11'] }),
    ],
    4,
  );
}

function writing(taskId: string): CompactPlan {
  return planOf([simulatedTask({ id: taskId, kind: 'nodes' })], 1);
}

async function upToTheCheckpoint(
  world: UpgradeWorld,
  build: Build,
): Promise<Awaited<ReturnType<UpgradeWorld['start']>>> {
  await world.startWorker(build, build.id);
  await world.makeCurrent(build.id);
  const run = await world.start(withCheckpoint(), 'old');
  await statusUntil(run, (view) => view.status === 'awaiting_approval');
  return run;
}

async function ownerId({ client }: UpgradeWorld): Promise<string> {
  for await (const { workflowId } of client.workflow.list({ query: `WorkflowType = '${OWNER_WORKFLOW}'` }))
    return workflowId;
  throw new Error('No owner was started');
}

/** As a command line sees them that has no data folder of its own. */
function runsOf({ client }: UpgradeWorld): RunClient {
  return new RunClient(client, new KeptRuns({ artifacts: '/millwright-never-made' }));
}

/** What `status` says once the server knows how the run stands; the first answers may be those of a moment before. */
async function settledStatus(world: UpgradeWorld, workflowId: string, code: string): Promise<string> {
  let seen = '';
  for (let look = 0; look < 5 && seen !== code; look += 1) {
    const error: unknown = await runsOf(world)
      .status(workflowId)
      .catch((reason: unknown) => reason);
    seen = error instanceof MillwrightError ? error.code : 'answered';
  }
  return seen;
}
