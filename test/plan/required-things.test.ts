import assert from 'node:assert/strict';
import { test } from 'vitest';
import { requiredThings } from '../../src/plan/required-things.ts';
import type { JsonObject } from '../../src/protocol/json.ts';
import { specification, task } from './support/specifications.ts';

/** What a node of this type needs, written as a map of parameters. */
function neededBy(node_type: string, parameters: JsonObject): unknown[] {
  const configuration = Object.entries(parameters).map(([field, value]) => ({
    field,
    value,
    source: 'literal' as const,
  }));
  const node = { node_type, node_name: 'Keep', configuration };
  const keep = task('keep', [], { n8n_instructions: { node, more_nodes: [], connections: [] } });
  return requiredThings(specification([keep])).map(({ thing }) => thing);
}

test('the data table of a node is known by its name or its id', () => {
  const table = (mode: string) => ({ dataTableId: { __rl: true, mode, value: 'reorders' } });
  assert.deepEqual(neededBy('Data table', table('name')), [
    { kind: 'data_table', by: 'name', value: 'reorders' },
  ]);
  for (const mode of ['id', 'list'])
    assert.deepEqual(neededBy('n8n-nodes-base.dataTable', table(mode)), [
      { kind: 'data_table', by: 'id', value: 'reorders' },
    ]);
});

test('the workflow that a node calls is known by its id, whatever the node is called', () => {
  const types = [
    'Execute Sub-workflow',
    'execute workflow',
    'n8n-nodes-base.executeWorkflow',
    'Call n8n Sub-Workflow Tool',
    '@n8n/n8n-nodes-langchain.toolWorkflow',
  ];
  for (const type of types)
    assert.deepEqual(neededBy(type, { workflowId: 'abc' }), [{ kind: 'workflow', value: 'abc' }], type);
});

test('what is computed, empty, or about something else is not asked for', () => {
  assert.deepEqual(
    neededBy('Data table', { dataTableId: { mode: 'name', value: '={{ $json.table }}' } }),
    [],
  );
  assert.deepEqual(neededBy('Data table', { dataTableId: { mode: 'list', value: '' } }), []);
  assert.deepEqual(neededBy('GitHub', { workflowId: 'ci.yaml' }), []);
  const inline = { source: 'parameter', workflowId: 'abc' };
  assert.deepEqual(neededBy('Execute Sub-workflow', inline), []);
});

test('what two tasks need stands once, with both', () => {
  const node = {
    node_type: 'Data table',
    node_name: 'Keep',
    configuration: [
      { field: 'dataTableId', value: { mode: 'name', value: 't' }, source: 'literal' as const },
    ],
  };
  const n8n_instructions = { node, more_nodes: [node], connections: [] };
  const tasks = [task('a', [], { n8n_instructions }), task('b', [], { n8n_instructions })];
  assert.deepEqual(
    requiredThings(specification(tasks)).map((each) => each.tasks),
    [['a', 'b']],
  );
});
