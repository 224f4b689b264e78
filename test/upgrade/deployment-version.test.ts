import assert from 'node:assert/strict';
import { test } from 'vitest';
import { deploymentVersion } from '../../src/worker/deployment-version.ts';
import { workflowSourcesHash } from '../../src/worker/workflow-bundle.ts';
import { startWorkerProcess } from '../stack/worker-process.ts';

test('a worker has a version only where a deployment is named; its build id is the hash of the workflow code, or the one given', async () => {
  assert.equal(await deploymentVersion({}), undefined);
  assert.deepEqual(await deploymentVersion({ TEMPORAL_DEPLOYMENT_NAME: 'builds' }), {
    deploymentName: 'builds',
    buildId: await workflowSourcesHash(),
  });
  const given = { TEMPORAL_DEPLOYMENT_NAME: 'builds', TEMPORAL_WORKER_BUILD_ID: 'v7' };
  assert.equal((await deploymentVersion(given))?.buildId, 'v7');
});

test('a build id without a deployment, or a name that Temporal refuses, ends the worker with the name of the variable', async () => {
  const { PATH } = process.env;
  await assert.rejects(
    startWorkerProcess([], { PATH, TEMPORAL_WORKER_BUILD_ID: 'v7' }),
    /TEMPORAL_WORKER_BUILD_ID needs TEMPORAL_DEPLOYMENT_NAME/,
  );
  await assert.rejects(
    startWorkerProcess([], { PATH, TEMPORAL_DEPLOYMENT_NAME: 'mill.wright' }),
    /TEMPORAL_DEPLOYMENT_NAME must not contain/,
  );
});
