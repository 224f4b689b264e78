import assert from 'node:assert/strict';
import { afterAll, beforeAll, test } from 'vitest';
import type { Edge } from '../../src/checks/built-workflow.ts';
import { checkConnections } from '../../src/checks/connection-exists.ts';
import type { Observation } from '../../src/checks/evidence.ts';
import { checkNodes } from '../../src/checks/node-exists.ts';
import { removeWorkflow } from '../../src/n8n/client/remove-workflow.ts';
import type { N8nNode, StoredWorkflow, WorkflowDocument } from '../../src/n8n/client/wire.ts';
import { node, realClient, uniqueName, webhookNode } from '../n8n/instance.ts';

const client = realClient();
const request: N8nNode = {
  ...node('Send', 'httpRequest', 4.2, { method: 'POST', url: 'http://127.0.0.1:9/a', options: {} }, 400),
  onError: 'continueErrorOutput',
};
const branch = node('Consent?', 'if', 2.2, { conditions: {}, options: {} }, 200);
const edges: Edge[] = [
  { from: 'Hook', outputIndex: 0, to: 'Consent?', inputIndex: 0, type: 'main' },
  { from: 'Consent?', outputIndex: 0, to: 'Send', inputIndex: 0, type: 'main' },
];
const good: WorkflowDocument = {
  name: uniqueName('built nodes'),
  nodes: [webhookNode('built-nodes'), branch, request],
  connections: {
    Hook: { main: [[{ node: 'Consent?', type: 'main', index: 0 }]] },
    'Consent?': { main: [[{ node: 'Send', type: 'main', index: 0 }]] },
  },
  settings: { executionOrder: 'v1' },
};

let workflowId = '';
beforeAll(async () => {
  workflowId = (await client.createWorkflow(good)).id;
});
afterAll(() => removeWorkflow(client, workflowId));

/** What n8n holds after `change` was written to it. */
async function stored(change: Partial<WorkflowDocument> = {}): Promise<StoredWorkflow | undefined> {
  await client.putWorkflow(workflowId, { ...good, ...change });
  return client.getWorkflow(workflowId);
}

function withRequest(change: Partial<N8nNode>): Partial<WorkflowDocument> {
  return { nodes: [...good.nodes.slice(0, 2), { ...request, ...change }] };
}

function assertRed(observations: Observation[], words: RegExp): void {
  const failed = observations.filter((observation) => !observation.passed);
  assert.ok(failed.length > 0, 'the check stayed green');
  assert.match(failed.map((observation) => observation.actual).join('\n'), words);
}

test('nodes and edges that stand as specified are green', async () => {
  const workflow = await stored();
  const observations = [...checkNodes(good.nodes, workflow), ...checkConnections(edges, workflow)];
  assert.deepEqual(
    observations.filter((observation) => !observation.passed),
    [],
  );
  assert.equal(observations.length, 5);
});

test('a missing node, and a missing workflow, are red', async () => {
  const connections = { Hook: good.connections['Hook'] ?? {} };
  const workflow = await stored({ nodes: good.nodes.slice(0, 2), connections });
  assertRed(checkNodes([request], workflow), /not in the workflow/);
  assertRed(checkNodes([request], await client.getWorkflow('no-such-workflow')), /not in n8n/);
  assertRed(checkConnections(edges, undefined), /not in n8n/);
});

test('a wrong, an additional and a missing parameter are red', async () => {
  const parameters = request.parameters;
  assertRed(
    checkNodes([request], await stored(withRequest({ parameters: { ...parameters, method: 'PUT' } }))),
    /\/parameters\/method: expected "POST", got "PUT"/,
  );
  assertRed(
    checkNodes([request], await stored(withRequest({ parameters: { ...parameters, sendBody: true } }))),
    /sendBody/,
  );
  assertRed(
    checkNodes([request], await stored(withRequest({ parameters: { method: 'POST', options: {} } }))),
    /\/parameters\/url/,
  );
});

test('another type, version, error handling, credential, or a disabled node is red', async () => {
  assertRed(checkNodes([request], await stored(withRequest({ typeVersion: 4.1 }))), /typeVersion/);
  assertRed(checkNodes([request], await stored(withRequest({ type: 'n8n-nodes-base.noOp' }))), /type/);
  assertRed(checkNodes([request], await stored(withRequest({ onError: 'stopWorkflow' }))), /onError/);
  assertRed(checkNodes([request], await stored(withRequest({ disabled: true }))), /disabled/);
  const expected = { ...request, credentials: { httpHeaderAuth: { id: 'one', name: 'One' } } };
  const other = { httpHeaderAuth: { id: 'two', name: 'One' } };
  assertRed(
    checkNodes([expected], await stored(withRequest({ credentials: other }))),
    /\/credentials\/httpHeaderAuth\/id/,
  );
});

test('an edge on the wrong output, to the wrong node, doubled, or of the wrong type is red', async () => {
  const target = { node: 'Send', type: 'main', index: 0 };
  const first = { Hook: good.connections['Hook'] ?? {} };
  const red = async (connections: WorkflowDocument['connections'], words: RegExp) =>
    assertRed(checkConnections(edges, await stored({ connections: { ...first, ...connections } })), words);
  await red({ 'Consent?': { main: [[], [target]] } }, /missing; there is Consent\? \(output 1\)/);
  await red({ 'Consent?': { main: [[target], [target]] } }, /there is Consent\? \(output 1\)/);
  await red({ 'Consent?': { main: [[{ ...target, index: 1 }]] } }, /input 1/);
  await red({ 'Consent?': { error: [[{ ...target, type: 'error' }]] } }, /missing/);
  await red({}, /missing/);
});
