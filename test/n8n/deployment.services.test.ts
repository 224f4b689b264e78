import assert from 'node:assert/strict';
import { test } from 'vitest';
import { deployWorkflow } from '../../src/n8n/sync/deployment.ts';
import { snapshotDocument } from '../../src/n8n/sync/put-back.ts';
import type { DeployInput, DeployResult } from '../../src/protocol/activities.ts';
import { BUILDING_TASKS, prepareExample, type Example } from './abandoned-cart.ts';
import { node } from './instance.ts';
import type { StoredWorkflow } from '../../src/n8n/client/wire.ts';

type Done = Extract<DeployResult, { outcome: 'done' }>;

async function deploy(example: Example, input: DeployInput): Promise<Done> {
  const result = await deployWorkflow(example.dependencies, input);
  assert.equal(result.outcome, 'done', JSON.stringify(result));
  if (result.outcome !== 'done') throw new Error('unreachable');
  return result;
}

async function stored(example: Example): Promise<StoredWorkflow> {
  const workflow = await example.client.getWorkflow(example.workflowId);
  assert.ok(workflow !== undefined);
  return workflow;
}

/** A person's edit in the editor. */
async function edit(example: Example, change: (workflow: StoredWorkflow) => void): Promise<void> {
  const workflow = await stored(example);
  change(workflow);
  await example.client.putWorkflow(example.workflowId, snapshotDocument(workflow));
}

function parametersOf(workflow: StoredWorkflow, name: string) {
  return workflow.nodes.find((candidate) => candidate.name === name)?.parameters;
}

test('the whole example is deployed, each edge at its output; deployed again nothing is written', async (t) => {
  const example = await prepareExample(t);
  const input = await example.input();
  const first = await deploy(example, input);
  assert.deepEqual(first.failedTasks, {});
  assert.equal(first.changes['still-open-check'], 'added 2 nodes and 1 connection');
  assert.equal(first.changes['slack-approval'], 'added 6 nodes and 5 connections');

  const workflow = await stored(example);
  const targets = (name: string) =>
    workflow.connections[name]?.['main']?.map((list) => list?.map((end) => end.node));
  assert.deepEqual(targets('Normalise cart'), [['Answer', 'Discount policy']]);
  assert.deepEqual(targets('Still open?'), [['Discount approval: needed?']]);
  assert.deepEqual(targets('Discount approval: needed?'), [['Discount approval: ask'], ['Consent given?']]);
  assert.deepEqual(targets('Discount approval: approved?'), [
    ['Consent given?'],
    ['Discount approval: answered?'],
  ]);
  assert.deepEqual(targets('Discount approval: answered?'), [[], ['Discount approval: escalate']]);

  const again = await deploy(example, { ...input, lastAppliedHash: first.lastAppliedHash });
  assert.deepEqual(new Set(Object.values(again.changes)), new Set(['no change']));
  assert.equal(again.lastAppliedHash, first.lastAppliedHash);
  const forgotten = await deploy(example, input);
  assert.deepEqual(new Set(Object.values(forgotten.changes)), new Set(['no change']));
  assert.equal((await stored(example)).versionId, workflow.versionId);
});

test('built task by task it is the same workflow as built at once', async (t) => {
  const example = await prepareExample(t);
  let lastAppliedHash: string | undefined;
  for (let count = 1; count <= BUILDING_TASKS.length; count += 1) {
    const input = await example.input(BUILDING_TASKS.slice(0, count));
    const result = await deploy(example, {
      ...input,
      ...(lastAppliedHash === undefined ? {} : { lastAppliedHash }),
    });
    assert.deepEqual(result.failedTasks, {});
    lastAppliedHash = result.lastAppliedHash;
  }
  const stepwise = await stored(example);
  await example.client.deleteWorkflow(example.workflowId);
  await deploy(example, await example.input());
  const atOnce = await stored(example);
  const sorted = (workflow: StoredWorkflow) => workflow.nodes.toSorted((a, b) => a.id.localeCompare(b.id));
  assert.deepEqual(sorted(stepwise), sorted(atOnce));
  assert.deepEqual(stepwise.connections, atOnce.connections);
});

test('after the memory of what was applied is lost, single tasks change nothing that stands', async (t) => {
  const example = await prepareExample(t);
  await deploy(example, await example.input());
  const before = await stored(example);
  let lastAppliedHash: string | undefined;
  for (let count = 1; count <= BUILDING_TASKS.length; count += 1) {
    const input = await example.input(BUILDING_TASKS.slice(0, count));
    const result = await deploy(example, {
      ...input,
      ...(lastAppliedHash === undefined ? {} : { lastAppliedHash }),
    });
    assert.deepEqual(new Set(Object.values(result.changes)), new Set(['no change']));
    lastAppliedHash = result.lastAppliedHash;
  }
  assert.equal((await stored(example)).versionId, before.versionId);
});

test('a node that a person deleted comes back alone, with its edges', async (t) => {
  const example = await prepareExample(t);
  const input = await example.input();
  const { lastAppliedHash } = await deploy(example, input);
  const before = await stored(example);
  await edit(example, (workflow) => {
    workflow.nodes = workflow.nodes.filter(({ name }) => name !== 'Discount policy');
    delete workflow.connections['Discount policy'];
    // The editor bridges what is deleted.
    workflow.connections['Normalise cart'] = {
      main: [['Answer', 'Wait for customer'].map((name) => ({ node: name, type: 'main', index: 0 }))],
    };
  });

  const restored = await deploy(example, { ...input, lastAppliedHash });
  assert.equal(restored.changes['discount-policy'], 'added node "Discount policy"');
  assert.equal(restored.changes['wire-main-path'], 'added 2 connections');
  assert.equal(restored.changes['normalise-cart'], 'no change');
  const after = await stored(example);
  const byName = (workflow: StoredWorkflow) => new Map(workflow.nodes.map((each) => [each.name, each]));
  assert.deepEqual(byName(after), byName(before));
  assert.deepEqual(after.connections, before.connections);
});

test("a person's edit is shown and asked about, and only written over by decision", async (t) => {
  const example = await prepareExample(t);
  const input = await example.input();
  const { lastAppliedHash } = await deploy(example, input);
  await edit(example, (workflow) => {
    const wait = workflow.nodes.find(({ name }) => name === 'Wait for customer');
    if (wait !== undefined) wait.parameters = { ...wait.parameters, amount: 99 };
  });
  const edited = await stored(example);

  const asked = await deployWorkflow(example.dependencies, { ...input, lastAppliedHash });
  assert.equal(asked.outcome, 'conflict');
  if (asked.outcome !== 'conflict') return;
  assert.match(asked.shown, /\*\*Wait for customer\*\* `parameters\.amount`/);
  assert.match(asked.shown, /written last: `2`\n.*in n8n now: `99`\n.*to be written: `2`/);
  assert.equal((await stored(example)).versionId, edited.versionId, 'nothing may be written');

  const written = await deploy(example, { ...input, lastAppliedHash, overwrite: true });
  assert.equal(written.changes['wait-for-customer'], 'changed node "Wait for customer"');
  assert.equal(parametersOf(await stored(example), 'Wait for customer')?.['amount'], 2);
});

test('our own change of the specification is written without asking', async (t) => {
  const example = await prepareExample(t);
  const { lastAppliedHash } = await deploy(example, await example.input());
  const longer = await example.input(BUILDING_TASKS, (specification) => {
    const task = specification.implementation.task_summary.find(
      ({ task_id }) => task_id === 'wait-for-customer',
    );
    const entry = task?.n8n_instructions?.node?.configuration.find(({ field }) => field === 'amount');
    if (entry !== undefined) entry.value = 7;
  });
  const result = await deploy(example, { ...longer, lastAppliedHash });
  assert.equal(result.changes['wait-for-customer'], 'changed node "Wait for customer"');
  assert.equal(result.changes['klaviyo-event'], 'no change');
  assert.equal(parametersOf(await stored(example), 'Wait for customer')?.['amount'], 7);
});

test('nodes and edges that people add stay, and a node they move stays where it is', async (t) => {
  const example = await prepareExample(t);
  const part = await example.input(BUILDING_TASKS.slice(0, 3));
  const { lastAppliedHash } = await deploy(example, part);
  const theirs = {
    ...node('Their note', 'set', 3.4, { assignments: { assignments: [] }, options: {} }),
    position: [100, 900],
  };
  await edit(example, (workflow) => {
    workflow.nodes.push({ ...theirs, position: [100, 900] });
    workflow.connections['Normalise cart'] = { main: [[{ node: 'Their note', type: 'main', index: 0 }]] };
    const moved = workflow.nodes.find(({ name }) => name === 'Wait for customer');
    if (moved !== undefined) moved.position = [1000, 1000];
  });

  const result = await deploy(example, { ...(await example.input()), lastAppliedHash });
  assert.deepEqual(result.failedTasks, {});
  const workflow = await stored(example);
  assert.deepEqual(
    workflow.nodes.find(({ name }) => name === 'Their note'),
    theirs,
  );
  assert.deepEqual(workflow.nodes.find(({ name }) => name === 'Wait for customer')?.position, [1000, 1000]);
  const ends = workflow.connections['Normalise cart']?.['main']?.[0]?.map((end) => end.node);
  assert.deepEqual(ends, ['Their note', 'Answer', 'Discount policy']);
});

test('what people keep with a workflow and its nodes, and no specification says, is there after our node is written anew', async (t) => {
  const example = await prepareExample(t);
  const { lastAppliedHash } = await deploy(example, await example.input());
  const theirs = {
    notesInFlow: true,
    continueOnFail: true,
    customTelemetryTags: { tag: [{ key: 'team', value: 'shop' }] },
  };
  await edit(example, (workflow) => {
    const wait = workflow.nodes.find(({ name }) => name === 'Wait for customer');
    Object.assign(wait ?? {}, theirs);
  });
  const before = await stored(example);
  const nodeGroups = [
    {
      id: crypto.randomUUID(),
      name: 'Group',
      nodeIds: before.nodes.filter(({ name }) => name === 'Wait for customer').map(({ id }) => id),
    },
  ];
  const kept = {
    description: 'Ask Ada',
    nodeGroups,
    pinData: { 'Wait for customer': [{ json: { sample: 1 } }] },
    staticData: { lastId: 7 },
  };
  await example.client.putWorkflow(example.workflowId, {
    ...snapshotDocument(before),
    ...kept,
    settings: { executionTimeout: 600, timeSavedPerExecution: 3, saveManualExecutions: false },
  });
  const { settings } = await stored(example);

  const longer = await example.input(BUILDING_TASKS, (specification) => {
    const task = specification.implementation.task_summary.find(
      ({ task_id }) => task_id === 'wait-for-customer',
    );
    const entry = task?.n8n_instructions?.node?.configuration.find(({ field }) => field === 'amount');
    if (entry !== undefined) entry.value = 7;
  });
  await deploy(example, { ...longer, lastAppliedHash });
  const after = await stored(example);
  const wait = after.nodes.find(({ name }) => name === 'Wait for customer');
  assert.equal(wait?.parameters['amount'], 7);
  assert.deepEqual({ ...wait, ...theirs }, wait);
  assert.deepEqual({ ...after, ...kept, settings }, after);
});

test("a field of a node that n8n's API does not take is refused by its name, so that nothing is lost on the way", async (t) => {
  const example = await prepareExample(t);
  await deploy(example, await example.input(['checkout-webhook']));
  const before = await stored(example);
  const fields = {
    rewireOutputLogTo: 'ai_tool',
    extendsCredential: 'x',
    forceCustomOperation: { resource: 'a' },
  };
  for (const [field, value] of Object.entries(fields))
    await assert.rejects(
      edit(example, ({ nodes }) => Object.assign(nodes[0] ?? {}, { [field]: value })),
      { code: 'n8n_rejected', message: new RegExp(`nodes/0 Unrecognized key.*'${field}'`) },
    );
  assert.equal((await stored(example)).versionId, before.versionId);
});

test('a task that cannot be compiled is told, and the others are written', async (t) => {
  const example = await prepareExample(t);
  const input = await example.input(
    ['checkout-webhook', 'wait-for-customer', 'still-open-check'],
    (specification) => {
      for (const task of specification.implementation.task_summary) {
        const own = task.n8n_instructions?.node;
        if (own !== undefined && task.task_id === 'wait-for-customer') own.node_type = 'Waitt';
        if (own !== undefined && task.task_id === 'still-open-check') {
          own.configuration.push({ field: 'metod', value: 'GET', source: 'literal' });
        }
      }
    },
  );
  const result = await deploy(example, input);
  assert.equal(result.failedTasks['wait-for-customer']?.code, 'node_type_unknown');
  assert.match(result.failedTasks['wait-for-customer']?.message ?? '', /Did you mean `Wait`/);
  assert.equal(result.failedTasks['still-open-check']?.code, 'node_parameter_unknown');
  assert.match(result.failedTasks['still-open-check']?.message ?? '', /`metod`.*Did you mean `method`/);
  assert.deepEqual(
    (await stored(example)).nodes.map(({ name }) => name),
    ['Checkout webhook', 'Answer'],
  );
  assert.deepEqual(
    result.tasks.map(({ taskId }) => taskId),
    ['checkout-webhook'],
  );
});

test('a credential is bound by id and name; one that is not there is told, and takes no node away', async (t) => {
  const example = await prepareExample(t);
  const input = await example.input();
  const { lastAppliedHash } = await deploy(example, input);
  const name = example.environment.credentials['shopify'] ?? '';
  const credential = (await example.client.listCredentials()).find((each) => each.name === name);
  const before = await stored(example);
  const lookUp = before.nodes.find((each) => each.name === 'Look up order');
  assert.deepEqual(lookUp?.credentials, { httpHeaderAuth: { id: credential?.id, name } });

  await example.client.deleteCredential(credential?.id ?? '');
  await assert.rejects(deployWorkflow(example.dependencies, { ...input, lastAppliedHash }), {
    code: 'credential_missing',
  });
  assert.equal((await stored(example)).versionId, before.versionId);
});

test('a workflow of the same name that we did not make is left alone, and told', async (t) => {
  const example = await prepareExample(t);
  const input = await example.input();
  const foreign = await example.client.createWorkflow({
    name: input.workflowName,
    nodes: [],
    connections: {},
    settings: {},
  });
  t.onTestFinished(() => example.client.deleteWorkflow(foreign.id));
  await assert.rejects(deployWorkflow(example.dependencies, input), { code: 'n8n_not_owned' });
  assert.equal(await example.client.getWorkflow(example.workflowId), undefined);
});

test('an archived workflow is asked about, and brought back by decision', async (t) => {
  const example = await prepareExample(t);
  const input = await example.input(['checkout-webhook']);
  const { lastAppliedHash } = await deploy(example, input);
  await example.client.archiveWorkflow(example.workflowId);
  const asked = await deployWorkflow(example.dependencies, { ...input, lastAppliedHash });
  assert.equal(asked.outcome, 'conflict');
  await deploy(example, { ...input, lastAppliedHash, overwrite: true });
  assert.equal((await stored(example)).isArchived, false);
});
