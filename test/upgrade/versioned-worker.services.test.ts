import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { Client } from '@temporalio/client';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { test } from 'vitest';
import { checkBuilds } from '../../src/cli/doctor/check-builds.ts';
import type { Finding } from '../../src/cli/doctor/finding.ts';
import { workflowSourcesHash } from '../../src/worker/workflow-bundle.ts';
import { required } from '../stack/settings.ts';
import { startWorkerProcess, type WorkerProcess } from '../stack/worker-process.ts';
import { serverOptions } from '../workflows/simulated-world.ts';

const TEMPORAL = required('MILLWRIGHT_TEST_TEMPORAL_BINARY');

test('a versioned worker and the doctor name the command that sends runs to it, and the command does', async () => {
  const environment = await TestWorkflowEnvironment.createLocal({ server: serverOptions({}) });
  const home = await mkdtemp(join(tmpdir(), 'millwright-versioned-'));
  const { PATH } = process.env;
  const env = {
    PATH,
    MILLWRIGHT_HOME: home,
    TEMPORAL_ADDRESS: environment.address,
    TEMPORAL_DEPLOYMENT_NAME: 'builds',
  };
  const workers: WorkerProcess[] = [];
  try {
    assert.deepEqual(await checkBuilds(environment.client), [], 'nothing to say without versions');
    workers.push(await startWorkerProcess([], env));
    const buildId = await workflowSourcesHash();
    const command = `temporal worker deployment set-current-version --deployment-name builds --build-id ${buildId} --yes`;
    assert.ok(workers[0]?.output().includes(command), workers[0]?.output());
    await until(environment.client, ({ fix, detail }) => fix === command && /stand still/.test(detail));

    const words = command.split(' ').slice(1);
    await promisify(execFile)(TEMPORAL, [...words, '--address', environment.address]);
    await until(environment.client, ({ state, detail }) => state === 'ok' && detail.includes(buildId));
  } finally {
    for (const worker of workers) await worker.kill('SIGKILL');
    await environment.teardown();
    await rm(home, { recursive: true });
  }
});

/** The server learns of a worker, and of a new current build, a moment later. */
async function until(client: Client, wanted: (finding: Finding) => boolean): Promise<void> {
  let found: Finding[] = [];
  for (let look = 0; look < 100; look += 1) {
    found = await checkBuilds(client);
    if (found.some(wanted)) return;
    await pause(100);
  }
  assert.fail(JSON.stringify(found));
}
