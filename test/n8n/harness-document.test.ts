import assert from 'node:assert/strict';
import { test } from 'vitest';
import type { WorkflowDocument } from '../../src/n8n/client/wire.ts';
import { HARNESS_PREFIX, harnessPrefixOf, toHarnessDocument } from '../../src/n8n/live/harness-document.ts';
import { webhookTriggers } from '../../src/n8n/document/webhook-node.ts';
import { node, webhookNode } from './instance.ts';

const original: WorkflowDocument = {
  name: 'Orders',
  nodes: [
    { ...webhookNode('orders'), name: 'First', webhookId: 'first-id' },
    { ...webhookNode('orders'), name: 'Second', webhookId: 'second-id' },
    { ...webhookNode('other'), name: 'Third', webhookId: 'third-id' },
    { ...node('Wait', 'wait', 1.1, {}), webhookId: 'wait-id' },
    node('End', 'noOp', 1, {}),
  ],
  connections: {},
  settings: { executionOrder: 'v1', saveDataSuccessExecution: 'none' },
};

test('a copy listens at no path and under no webhook id of the original, which may be live beside it', () => {
  const { document, paths } = toHarnessDocument(original, 'case 1');
  const copied = webhookTriggers(document.nodes).map(({ path }) => path);
  assert.deepEqual([...paths.keys()], ['orders', 'other']);
  assert.deepEqual(copied, [paths.get('orders'), paths.get('orders'), paths.get('other')]);
  assert.equal(new Set(copied).size, 2, 'nodes that share a path share one in the copy');
  assert.ok(copied.every((path) => !['orders', 'other'].includes(path)));
  const ids = document.nodes.flatMap(({ webhookId }) => webhookId ?? []);
  assert.equal(new Set(ids).size, 4);
  assert.ok(!ids.some((id) => original.nodes.some(({ webhookId }) => webhookId === id)));
});

test('a copy keeps what it ran, and everything else is as in the original', () => {
  const before = structuredClone(original);
  const { document } = toHarnessDocument(original, 'case 1');
  assert.deepEqual(original, before);
  assert.deepEqual(document.settings, {
    executionOrder: 'v1',
    saveDataSuccessExecution: 'all',
    saveDataErrorExecution: 'all',
  });
  assert.deepEqual(document.nodes[4], original.nodes[4]);
});

test('a copy is found by its owner, however long its label is', () => {
  const { document } = toHarnessDocument(original, 'x'.repeat(500), 'run/1');
  assert.ok(document.name.startsWith(harnessPrefixOf('run/1')));
  assert.ok(document.name.startsWith(HARNESS_PREFIX));
  assert.ok(document.name.length <= 128);
  assert.notEqual(harnessPrefixOf('run/1'), harnessPrefixOf('run/2'));
});
