import assert from 'node:assert/strict';
import { test } from 'vitest';
import { parseSpecificationDocument } from '../../src/spec/parse.ts';

/** `rule end-of-pointer` of each problem of a specification with one task. */
function refused(task: object): string[] {
  const parsed = parseSpecificationDocument({
    spec_id: 's',
    components: [{ component_id: 'flow', platform: 'n8n', workflow_name: 'Flow' }],
    integrations: [{ integration_id: 'shop', base_url: 'https://shop.example/v1', credential: 'shop' }],
    implementation: { task_summary: [{ task_id: 't', purpose: 'It is read.', ...task }] },
  });
  const root = '/implementation/task_summary/0/';
  return parsed.ok ? [] : parsed.problems.map(({ rule, pointer }) => `${rule} ${pointer.replace(root, '')}`);
}

const GATE = { integration: 'shop', notify_path: '/say', channel: 'c', message: 'Go?', timeout_minutes: 5 };

test('cases of a gate show both sides of its condition', () => {
  const gate = (instructions: object) =>
    refused({
      action_type: 'configure_gate',
      n8n_instructions: { node_name: 'Gate' },
      gate_instructions: { ...GATE, ...instructions },
    });
  const of = (asks: boolean) => ({ name: String(asks), asks, item: { total: 5 } });
  const ask_when = '$json.total > 3';
  assert.deepEqual(gate({ ask_when, cases: [of(true), of(false)] }), []);
  for (const asks of [true, false])
    assert.deepEqual(gate({ ask_when, cases: [of(asks)] }), ['one_sided_cases gate_instructions/cases']);
  for (const always of [{}, { ask_when: true }, { ask_when: 'true' }])
    assert.deepEqual(gate({ ...always, cases: [of(true)] }), []);
  assert.deepEqual(gate({ ask_when: false }), ['invalid_value gate_instructions/ask_when']);
});

test('what the node of a webhook would not get is refused, not dropped', () => {
  for (const field of [
    { integration: 'shop' },
    { condition: '$json.a' },
    { on_error: 'continue' },
    { retry: { max_tries: 2 } },
  ])
    assert.deepEqual(
      refused({
        action_type: 'setup_webhook',
        n8n_instructions: { node_name: 'Hook', ...field },
        webhook_instructions: { path: 'x' },
      }),
      [`unexpected_field n8n_instructions/${Object.keys(field)[0]}`],
    );
});

test('a whole address lies below the integration that is named, and credentials lead to it', () => {
  const probe = (integration_instructions: object) =>
    refused({ action_type: 'test_integration', integration_instructions });
  const below = 'https://shop.example/v1/orders?page=1';
  assert.deepEqual(probe({ integration: 'shop', api_endpoint: below }), []);
  assert.deepEqual(probe({ api_endpoint: below, auth_credential_name: 'other' }), []);
  for (const api_endpoint of ['https://shop.example/v10', 'https://evil.example/v1/orders'])
    assert.deepEqual(probe({ integration: 'shop', api_endpoint }), [
      'endpoint_elsewhere integration_instructions/api_endpoint',
    ]);
  assert.deepEqual(
    probe({ integration: 'shop', api_endpoint: '/x', expected_response: { status: 200, patern: 'x' } }),
    ['unknown_field integration_instructions/expected_response/patern'],
  );
});
