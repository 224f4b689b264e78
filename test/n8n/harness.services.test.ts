import assert from 'node:assert/strict';
import { test } from 'vitest';
import type { WorkflowDocument } from '../../src/n8n/client/wire.ts';
import { HARNESS_PREFIX, toHarnessDocument } from '../../src/n8n/live/harness-document.ts';
import { sweepHarnesses, withHarness } from '../../src/n8n/live/harness.ts';
import { node, loggedInClient, uniqueName, webhookNode } from './instance.ts';

const FORM = {
  resume: 'form',
  formTitle: 'Decide',
  formFields: {
    values: [
      {
        fieldLabel: 'Decision',
        fieldType: 'dropdown',
        fieldOptions: { values: [{ option: 'approve' }, { option: 'reject' }] },
        requiredField: true,
      },
    ],
  },
  options: {},
};

function waitingDocument(): WorkflowDocument {
  return {
    name: uniqueName('harness test'),
    nodes: [
      webhookNode('orders'),
      { ...node('Ask', 'wait', 1.1, FORM, 200), webhookId: crypto.randomUUID() },
      node(
        'Echo',
        'code',
        2,
        { mode: 'runOnceForEachItem', jsCode: 'return { json: { said: $json.Decision } };' },
        400,
      ),
    ],
    connections: {
      Hook: { main: [[{ node: 'Ask', type: 'main', index: 0 }]] },
      Ask: { main: [[{ node: 'Echo', type: 'main', index: 0 }]] },
    },
    settings: { executionOrder: 'v1' },
  };
}

test('a harness is called, waits, is decided by form, and gives the data of each node', async () => {
  const client = await loggedInClient();
  const id = await withHarness(client, waitingDocument(), async (harness) => {
    const answer = await harness.call({ method: 'POST', path: 'orders', body: { number: 7 } });
    assert.equal(answer.status, 200);
    const waiting = await harness.waitForExecution(undefined, ['waiting']);
    assert.equal(waiting.status, 'waiting');
    await assert.rejects(harness.resumeForm(waiting.id, 'Echo', 'approve'), /does not wait at "Echo"/);

    await harness.resumeForm(waiting.id, 'Ask', 'reject');
    const ended = await harness.waitForExecution(undefined, ['success']);
    assert.equal(ended.id, waiting.id);
    assert.deepEqual(ended.nodes['Echo']?.[0]?.outputs, [[{ said: 'reject' }]]);
    assert.deepEqual(ended.nodes['Echo']?.[0]?.sources, [{ node: 'Ask', outputIndex: 0 }]);
    await assert.rejects(harness.resumeForm(waiting.id, 'Ask', 'approve'), /does not wait/);
    return harness.workflowId;
  });
  assert.equal(await client.getWorkflow(id), undefined);
});

test('a harness is removed when its use fails', async () => {
  const client = await loggedInClient();
  let workflowId = '';
  const use = withHarness(client, waitingDocument(), async (harness) => {
    workflowId = harness.workflowId;
    throw new Error('the check broke');
  });
  await assert.rejects(use, /the check broke/);
  assert.notEqual(workflowId, '');
  assert.equal(await client.getWorkflow(workflowId), undefined);
});

test('what a crash left behind is swept, and young harnesses are not', async () => {
  const client = await loggedInClient();
  const { document } = toHarnessDocument(waitingDocument(), 'left behind');
  const { id } = await client.createWorkflow(document);
  await client.publishWorkflow(id);

  await sweepHarnesses(client);
  assert.ok(document.name.startsWith(HARNESS_PREFIX));
  assert.notEqual(await client.getWorkflow(id), undefined, 'a young harness may be in use');
  await sweepHarnesses(client, { olderThanMs: 0, only: document.name });
  assert.equal(await client.getWorkflow(id), undefined);
});
