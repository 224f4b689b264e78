import assert from 'node:assert/strict';
import { test } from 'vitest';
import { setWorkflowActive } from '../../src/n8n/live/activation.ts';
import { deployWorkflow } from '../../src/n8n/sync/deployment.ts';
import { noteRestorePoint } from '../../src/n8n/sync/restore-point.ts';
import { restoreWorkflow } from '../../src/n8n/sync/restore.ts';
import { snapshotDocument } from '../../src/n8n/sync/put-back.ts';
import type { StoredWorkflow } from '../../src/n8n/client/wire.ts';
import type { DeployInput, RestoreInput, RestoreResult } from '../../src/protocol/activities.ts';
import { BUILDING_TASKS, prepareExample, type Example } from './abandoned-cart.ts';
import { node } from './instance.ts';
import { withoutVersions } from './without-versions.ts';

/** Deploys as the first touch of a run. @returns what a restore of that run is given. */
async function touch(example: Example, input: DeployInput): Promise<RestoreInput> {
  const { dependencies, workflowId: n8nWorkflowId } = example;
  const { lastAppliedHash: known } = input;
  const restorePoint = await noteRestorePoint(dependencies, {
    n8nWorkflowId,
    ...(known !== undefined && { lastAppliedHash: known }),
  });
  const result = await deployWorkflow(dependencies, input);
  assert.ok(result.outcome === 'done', JSON.stringify(result));
  const { environmentHash } = input.newest;
  return { n8nWorkflowId, environmentHash, restorePoint, lastAppliedHash: result.lastAppliedHash };
}

async function restored(
  example: Example,
  input: RestoreInput,
): Promise<RestoreResult & { outcome: 'restored' }> {
  const result = await restoreWorkflow(example.dependencies, input);
  if (result.outcome !== 'restored') throw new Error(JSON.stringify(result));
  return result;
}

async function stored({ client, workflowId }: Example): Promise<StoredWorkflow> {
  const workflow = await client.getWorkflow(workflowId);
  assert.ok(workflow !== undefined);
  return workflow;
}

test('a workflow that was not there before is removed again, also while it is live, and a second time nothing happens', async (t) => {
  const example = await prepareExample(t);
  const point = await touch(example, await example.input());
  await setWorkflowActive(example.client, example.workflowId, true);
  assert.deepEqual(await restored(example, point), {
    outcome: 'restored',
    change: 'removed',
    tasks: [],
    active: false,
    nodes: 0,
    connections: 0,
  });
  assert.equal(await example.client.getWorkflow(example.workflowId), undefined);
  assert.equal((await restored(example, point)).change, 'no change');
});

test('a workflow that was there is put back with edits of people and settings, and inactive as it was', async (t) => {
  const example = await prepareExample(t);
  const first = await touch(example, await example.input(BUILDING_TASKS.slice(0, 2)));
  const foreign = node('Note to self', 'noOp', 1, {}, -400);
  const workflow = await stored(example);
  await example.client.putWorkflow(example.workflowId, {
    ...snapshotDocument({ ...workflow, nodes: [...workflow.nodes, foreign] }),
    settings: { timezone: 'Asia/Tokyo' },
  });
  const before = await stored(example);

  const input = await example.input(BUILDING_TASKS, (specification) => {
    specification.settings.timezone = 'Asia/Tokyo';
  });
  const point = await touch(example, { ...input, lastAppliedHash: first.lastAppliedHash ?? '' });
  await setWorkflowActive(example.client, example.workflowId, true);
  assert.notEqual((await stored(example)).nodes.length, before.nodes.length);

  const result = await restored(example, point);
  assert.equal(result.change, 'put back');
  assert.equal(result.lastAppliedHash, first.lastAppliedHash);
  assert.deepEqual(
    result.tasks.map(({ taskId }) => taskId),
    BUILDING_TASKS.slice(0, 2),
  );
  assert.deepEqual(withoutVersions(await stored(example)), withoutVersions(before));
  assert.equal((await restored(example, point)).change, 'no change');
});

test('settings that the run added are taken away again', async (t) => {
  const example = await prepareExample(t);
  const first = await touch(example, await example.input());
  const before = await stored(example);
  const input = await example.input(BUILDING_TASKS, (specification) => {
    specification.settings.timezone = 'Asia/Tokyo';
  });
  const point = await touch(example, { ...input, lastAppliedHash: first.lastAppliedHash ?? '' });
  assert.equal((await stored(example)).settings['timezone'], 'Asia/Tokyo');
  await restored(example, point);
  assert.deepEqual((await stored(example)).settings, before.settings);
});

test('what was live before is live again, in that very version, while its draft was another', async (t) => {
  const example = await prepareExample(t);
  const first = await touch(example, await example.input(BUILDING_TASKS.slice(0, 1)));
  await setWorkflowActive(example.client, example.workflowId, true);
  const draft = await touch(example, {
    ...(await example.input(BUILDING_TASKS.slice(0, 2))),
    lastAppliedHash: first.lastAppliedHash ?? '',
  });
  const before = await stored(example);
  assert.notEqual(before.activeVersionId, before.versionId);

  const point = await touch(example, {
    ...(await example.input()),
    lastAppliedHash: draft.lastAppliedHash ?? '',
  });
  await setWorkflowActive(example.client, example.workflowId, true);
  assert.notEqual((await stored(example)).activeVersionId, before.activeVersionId);
  await restored(example, point);
  const after = await stored(example);
  assert.equal(after.activeVersionId, before.activeVersionId);
  assert.deepEqual(after.nodes, before.nodes);
  assert.deepEqual(after.connections, before.connections);
  assert.deepEqual(after.activeVersion?.nodes, before.activeVersion?.nodes);
});

test('what a person changed or removed after the run is kept, and the edit is named', async (t) => {
  const example = await prepareExample(t);
  const point = await touch(example, await example.input());
  const workflow = await stored(example);
  const edited = workflow.nodes.map((each) =>
    each.name === 'Discount policy' ? { ...each, notes: 'Ask Ada before touching this' } : each,
  );
  await example.client.putWorkflow(example.workflowId, snapshotDocument({ ...workflow, nodes: edited }));
  const kept = await restoreWorkflow(example.dependencies, point);
  assert.ok(kept.outcome === 'kept');
  assert.match(kept.reason, /^Somebody changed "Abandoned-cart recovery .*" in n8n meanwhile:/);
  assert.match(kept.reason, /Discount policy/);
  assert.deepEqual((await stored(example)).nodes, edited);
});

test('a field that no specification says counts as an edit, too: set after the run, it is kept', async (t) => {
  const example = await prepareExample(t);
  const point = await touch(example, await example.input(BUILDING_TASKS.slice(0, 2)));
  const workflow = await stored(example);
  const nodes = workflow.nodes.map((each) => ({ ...each, notesInFlow: true }));
  await example.client.putWorkflow(example.workflowId, snapshotDocument({ ...workflow, nodes }));
  const kept = await restoreWorkflow(example.dependencies, point);
  assert.ok(kept.outcome === 'kept');
  assert.match(kept.reason, /`notesInFlow`/);
});
