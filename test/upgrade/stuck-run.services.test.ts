import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { setTimeout as pause } from 'node:timers/promises';
import type { WorkflowHandle } from '@temporalio/client';
import { test } from 'vitest';
import { KeptRuns } from '../../src/cli/runs/kept-runs.ts';
import { RunClient } from '../../src/cli/runs/run-client.ts';
import { stuckWorkflows } from '../../src/cli/runs/stuck.ts';
import { MESSAGES } from '../../src/protocol/names.ts';
import { planOf } from '../run/plan-of.ts';
import { millwright } from '../stack/command.ts';
import { simulatedTask } from '../workflows/simulated-task.ts';
import { statusUntil } from '../workflows/status-until.ts';
import { makeBuild, type Build } from './builds.ts';
import { failureOf } from './failure-of.ts';
import { makeNextRelease } from './next-release.ts';
import { withUpgradeWorld, type UpgradeWorld } from './upgrade-world.ts';

const DECISION = {
  checkpoint: 'approve',
  digest: 'digest-approve',
  decision: 'continue',
  by: 'ana',
} as const;
const CAUSE = /TMPRL1100/;

test('every verb says of a run at which the workers fail that it is stuck, and why; what was asked of it is kept until a build can go on', async () => {
  const shipped = await makeBuild();
  const broken = await makeNextRelease();
  const home = await mkdtemp(join(tmpdir(), 'millwright-stuck-'));
  try {
    await withUpgradeWorld({}, async (world) => {
      const run = await stuckRun(world, shipped, broken);
      const env = { ...process.env, TEMPORAL_ADDRESS: world.address, MILLWRIGHT_HOME: home };
      await listAndDoctorTell(env);
      const runs = new RunClient(world.client, new KeptRuns({ artifacts: home }));
      await assert.rejects(runs.status('stuck'), { code: 'run_stuck', message: CAUSE });
      await assert.rejects(runs.decide('stuck', DECISION), { code: 'run_stuck', message: CAUSE });
      const cancelled = await millwright(env, 'cancel', 'stuck');
      assert.equal(cancelled.exitCode, 1, cancelled.stderr);
      assert.match(cancelled.stderr, /request is kept[^]*workers fail at stuck[^]*TMPRL1100/);

      await world.stopWorkers();
      await world.startWorker(shipped, undefined);
      await assert.rejects(run.result());
      assert.equal((await run.describe()).status.name, 'CANCELLED');
      assert.deepEqual(await stuckWorkflows(world.client), []);
      assert.match((await millwright(env, 'list')).stdout, /^stuck +aborted/);
    });
  } finally {
    await Promise.all([shipped.remove(), broken.remove(), rm(home, { recursive: true, force: true })]);
  }
});

test('a run that only waits for a worker is not called stuck', async () => {
  const shipped = await makeBuild();
  try {
    await withUpgradeWorld({}, async (world) => {
      const run = await upToTheCheckpoint(world, shipped);
      await world.stopWorkers();
      await run.signal(MESSAGES.decide, DECISION);
      await assert.rejects(
        new RunClient(world.client, new KeptRuns({ artifacts: '/millwright-never-made' })).status('stuck'),
        { code: 'worker_missing' },
      );
      assert.deepEqual(await stuckWorkflows(world.client), []);
    });
  } finally {
    await shipped.remove();
  }
});

async function upToTheCheckpoint(world: UpgradeWorld, build: Build): Promise<WorkflowHandle> {
  await world.startWorker(build, undefined);
  const run = await world.start(planOf([simulatedTask({ id: 'approve', kind: 'checkpoint' })], 1), 'stuck');
  await statusUntil(run, (view) => view.status === 'awaiting_approval');
  return run;
}

/** A run that a build began with which the next one does not agree. */
async function stuckRun(world: UpgradeWorld, shipped: Build, broken: Build): Promise<WorkflowHandle> {
  const run = await upToTheCheckpoint(world, shipped);
  await world.stopWorkers();
  await world.startWorker(broken, undefined);
  await run.signal(MESSAGES.recheck);
  assert.match(await failureOf(run), CAUSE);
  // The server counts the second attempt a moment later.
  for (let look = 0; look < 100 && (await stuckWorkflows(world.client)).length === 0; look += 1)
    await pause(100);
  return run;
}

async function listAndDoctorTell(env: NodeJS.ProcessEnv): Promise<void> {
  const listed = await millwright(env, 'list');
  assert.match(listed.stdout, /^stuck +stuck +since/);
  assert.match(listed.stderr, /millwright status RUN/);
  const rows = JSON.parse((await millwright(env, 'list', '--json')).stdout) as { stuck?: string }[];
  assert.match(rows[0]?.stuck ?? '', CAUSE);
  const doctor = await millwright(env, 'doctor', '--json');
  const { findings } = JSON.parse(doctor.stdout) as {
    findings: { what: string; detail: string; fix?: string }[];
  };
  const found = findings.filter(({ what }) => what === 'Runs');
  assert.equal(found.length, 1);
  assert.match(found[0]?.detail ?? '', /^stuck stands still, because the workers fail at it: .*TMPRL1100/);
  assert.match(found[0]?.fix ?? '', /temporal workflow show --workflow-id stuck/);
}
