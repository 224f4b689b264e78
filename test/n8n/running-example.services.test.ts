import assert from 'node:assert/strict';
import { test } from 'vitest';
import { setWorkflowActive } from '../../src/n8n/live/activation.ts';
import { removeWorkflow } from '../../src/n8n/client/remove-workflow.ts';
import { deployWorkflow } from '../../src/n8n/sync/deployment.ts';
import { gateNodeNames } from '../../src/n8n/compile/fragments/gate.ts';
import { withHarness, type Harness } from '../../src/n8n/live/harness.ts';
import type { GateDecision } from '../../src/n8n/live/resume-form.ts';
import { documentOf, stateOfStored } from '../../src/n8n/document/workflow-state.ts';
import type { N8nNode } from '../../src/n8n/client/wire.ts';
import { prepareExample, startStandIn, type Example } from './abandoned-cart.ts';
import { loggedInClient, node, uniqueName, webhookNode } from './instance.ts';

const GATE = gateNodeNames('Discount approval');

async function built(example: Example) {
  const result = await deployWorkflow(example.dependencies, await example.input());
  assert.equal(result.outcome, 'done');
  const stored = await example.client.getWorkflow(example.workflowId);
  assert.ok(stored !== undefined);
  return { stored, document: documentOf(stateOfStored(stored), { executionOrder: 'v1' }) };
}

function webhookPath({ nodes }: { nodes: N8nNode[] }): string {
  const path = nodes.find((each) => each.name === 'Checkout webhook')?.parameters['path'];
  assert.ok(typeof path === 'string');
  return path;
}

function checkout(id: number, price: string) {
  return {
    id,
    email: 'mia@example.com',
    currency: 'EUR',
    buyer_accepts_marketing: true,
    line_items: [{ sku: 'SOFA', quantity: 1, price }],
  };
}

async function callAndDecide(harness: Harness, path: string, id: number, decision: GateDecision) {
  const after = await harness.lastExecutionId();
  const answer = await harness.call({ method: 'POST', path, body: checkout(id, '900.00') });
  assert.deepEqual(answer, { status: 200, body: { accepted: true, cart_id: String(id) } });
  const waiting = await harness.waitForExecution(after, ['waiting']);
  assert.equal(waiting.lastNode, GATE.wait, waiting.error);
  await harness.resumeForm(waiting.id, GATE.wait, decision);
  return harness.waitForExecution(after, ['success']);
}

test('the built example runs: data travels as declared, and only a yes goes on', async (t) => {
  const standIn = await startStandIn(t);
  const example = await prepareExample(t, standIn.url);
  const { document } = await built(example);
  const path = webhookPath(document);

  await withHarness(example.client, document, async (harness) => {
    const small = await harness.call({ method: 'POST', path, body: checkout(1, '60.00') });
    assert.deepEqual(small.body, { accepted: true, cart_id: '1' });
    const unasked = await harness.waitForExecution(undefined, ['success']);
    assert.equal(unasked.status, 'success', unasked.error);
    assert.ok(unasked.nodes['Send Klaviyo event'] !== undefined && unasked.nodes[GATE.ask] === undefined);
    assert.deepEqual(standIn.requests, [
      'GET /shopify/admin/api/2026-01/checkouts/1.json',
      'POST /klaviyo/api/events',
    ]);
    assert.match(standIn.bodies[1] ?? '', /"discount_percent":5/);

    const approved = await callAndDecide(harness, path, 2, 'approve');
    assert.deepEqual(
      approved.nodes[GATE.approved]?.[0]?.outputs.map((items) => items.length),
      [1, 0],
    );
    assert.ok(approved.nodes['Send Klaviyo event'] !== undefined);
    const question = JSON.parse(standIn.bodies[3] ?? '');
    assert.equal(question.channel, '#growth');
    assert.equal(question.unfurl_links, false);
    assert.match(
      question.text,
      /^Cart 2: 10 % on 900 EUR\. Approve\?\nhttp.*\/form-waiting\/\d+\?signature=/,
    );

    const rejected = await callAndDecide(harness, path, 3, 'reject');
    assert.equal(rejected.nodes['Send Klaviyo event'], undefined);
    assert.equal(rejected.nodes[GATE.escalate], undefined, 'an answered gate does not escalate');
    assert.deepEqual(
      rejected.nodes[GATE.answered]?.[0]?.outputs.map((items) => items.length),
      [1, 0],
    );
  });
});

test('a workflow is switched on only when it answers, and off when it does not; twice is harmless', async (t) => {
  const example = await prepareExample(t);
  const { stored } = await built(example);
  const path = webhookPath(stored);
  const call = () =>
    example.client.transport.send({ method: 'POST', path: `/webhook/${path}`, body: checkout(1, '1.00') });
  assert.equal((await call()).status, 404);

  const on = await setWorkflowActive(example.client, example.workflowId, true);
  assert.deepEqual(on, { active: true, verified: 'live', change: 'activated' });
  assert.equal((await call()).status, 200);
  assert.equal((await setWorkflowActive(example.client, example.workflowId, true)).change, 'no change');

  const off = await setWorkflowActive(example.client, example.workflowId, false);
  assert.deepEqual(off, { active: false, verified: 'down', change: 'deactivated' });
  assert.equal((await call()).status, 404);
  assert.equal((await setWorkflowActive(example.client, example.workflowId, false)).change, 'no change');
});

test('what was changed after activation goes live only by the next activation', async (t) => {
  const example = await prepareExample(t);
  const { stored } = await built(example);
  await setWorkflowActive(example.client, example.workflowId, true);
  const changed = await example.input(undefined, (specification) => {
    const webhook = specification.implementation.task_summary.find(
      ({ webhook_instructions }) => webhook_instructions,
    );
    if (webhook?.webhook_instructions?.response !== undefined)
      webhook.webhook_instructions.response.status = 202;
  });
  await deployWorkflow(example.dependencies, { ...changed, overwrite: true });
  const path = webhookPath(stored);
  const status = async () =>
    (
      await example.client.transport.send({
        method: 'POST',
        path: `/webhook/${path}`,
        body: checkout(1, '1.00'),
      })
    ).status;
  assert.equal(await status(), 200);
  assert.equal((await setWorkflowActive(example.client, example.workflowId, true)).change, 'activated');
  assert.equal(await status(), 202);
});

test('a webhook path that is taken is told when switching on', async (t) => {
  const example = await prepareExample(t);
  const { document } = await built(example);
  const path = webhookPath(document);
  const client = await loggedInClient();
  const nodes = [webhookNode(path)];
  const other = await client.createWorkflow({
    name: uniqueName('other'),
    nodes,
    connections: {},
    settings: {},
  });
  t.onTestFinished(async () => {
    await setWorkflowActive(client, other.id, false);
    await removeWorkflow(client, other.id);
  });
  await setWorkflowActive(client, other.id, true);
  await assert.rejects(setWorkflowActive(client, example.workflowId, true), { code: 'n8n_webhook_taken' });
});

test('a timeout rejects, even when the notified service answers with a word that looks like a yes', async (t) => {
  const standIn = await startStandIn(t);
  const example = await prepareExample(t, standIn.url);
  const { document } = await built(example);
  // On a timeout the Wait node passes its input on (n8n 2.41); so does this node, and at once.
  const nodes = document.nodes.map((each) =>
    each.name === GATE.wait
      ? { ...node(GATE.wait, 'noOp', 1, {}), id: each.id, position: each.position }
      : each,
  );
  await withHarness(example.client, { ...document, nodes }, async (harness) => {
    await harness.call({ method: 'POST', path: webhookPath(document), body: checkout(4, '900.00') });
    const ended = await harness.waitForExecution(undefined, ['success']);
    assert.equal(ended.status, 'success', ended.error);
    assert.match(JSON.stringify(ended.nodes[GATE.ask]), /"Decision":"approve"/);
    assert.equal(ended.nodes['Send Klaviyo event'], undefined);
    assert.ok(ended.nodes[GATE.escalate] !== undefined);
    assert.match(standIn.bodies.at(-1) ?? '', /growth-leads.*so this was rejected: Cart 4/);
  });
});
