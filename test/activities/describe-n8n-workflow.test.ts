import assert from 'node:assert/strict';
import { test } from 'vitest';
import { describeN8nWorkflow } from '../../src/activities/describe-n8n-workflow.ts';
import type { N8nNode, StoredWorkflow } from '../../src/n8n/client/wire.ts';

function node(name: string, parameters: N8nNode['parameters'] = {}): N8nNode {
  return {
    id: `id-${name}`,
    name,
    type: 'n8n-nodes-base.set',
    typeVersion: 3.4,
    position: [0, 0],
    parameters,
  };
}

function workflow(fields: Partial<StoredWorkflow>): StoredWorkflow {
  return {
    id: 'w',
    name: 'Carts',
    active: false,
    isArchived: false,
    versionId: 'draft',
    createdAt: '2026-01-01T00:00:00Z',
    nodes: [node('A', { text: 'new' }), node('B')],
    connections: { A: { main: [[{ node: 'B', type: 'main', index: 0 }]] } },
    settings: {},
    ...fields,
  };
}

function shown(stored: StoredWorkflow): string {
  return describeN8nWorkflow('http://n8n', 'Carts', stored).join('\n');
}

test('the first activation shows every node and connection', () => {
  const text = shown(workflow({}));
  assert.match(text, /not active; all of this would go live/);
  assert.match(text, /- A \(set 3\.4\)\n- B \(set 3\.4\)/);
  assert.match(text, /- A → B/);
});

test('a later activation shows what differs from the version that is live, and nothing else', () => {
  const live = { nodes: [node('A', { text: 'old' }), node('C')], connections: {} };
  const text = shown(workflow({ active: true, activeVersionId: 'before', activeVersion: live }));
  assert.match(text, /changed \*\*A\*\*/);
  assert.match(text, /old/);
  assert.match(text, /added .*B/);
  assert.match(text, /removed .*C/);
  assert.match(text, /added connection A → B/);
});

test('a changed parameter changes what is shown, also where the text names nodes only', () => {
  const changed = workflow({ nodes: [node('A', { text: 'other' }), node('B')] });
  assert.notEqual(shown(workflow({})), shown(changed));
});
