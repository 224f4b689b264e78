import assert from 'node:assert/strict';
import { join } from 'node:path';
import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { test } from 'vitest';
import { judgeSpecification } from '../../src/plan/judge-specification.ts';
import { loadSpecification } from '../../src/source/load-specification.ts';
import { fillEnvironment } from '../../src/spec/execution-context.ts';
import { toJson } from '../../src/spec/json-value.ts';
import type { Task } from '../../src/spec/model.ts';
import { parseEnvironmentDocument, parseSpecificationDocument } from '../../src/spec/parse.ts';

const FILE = join(import.meta.dirname, 'phase-format.yaml');

async function load() {
  const loaded = await loadSpecification(FILE);
  const task = (id: string): Task => {
    const found = loaded.specification.implementation.task_summary.find(({ task_id }) => task_id === id);
    assert(found);
    return found;
  };
  return { ...loaded, task };
}

test("the phase format's own document is read, and its normal form reads as itself", async () => {
  const { specification } = await load();
  const again = parseSpecificationDocument(toJson(specification));
  assert(again.ok, JSON.stringify(again));
  assert.deepEqual(again.specification, specification);
});

test('a webhook and a gate are given by the configuration of their nodes', async () => {
  const { task } = await load();
  assert.deepEqual(task('order-webhook').webhook_instructions, { path: 'phase-format', method: 'POST' });
  assert.deepEqual(task('order-webhook').n8n_instructions?.node?.configuration, [
    { field: 'options.noResponseBody', value: true, source: 'literal' },
  ]);
  assert.deepEqual(task('approval').gate_instructions, {
    ask_when: '$json.body.total > 500',
    integration: 'slack',
    notify_path: '/api/chat.postMessage',
    channel: 'growth',
    message: 'Order of {{ $json.body.total }}',
    timeout_minutes: 240,
    on_timeout: 'reject',
  });
});

test('a whole address is an integration with its credential, and JSON is the part of the answer that must be there', async () => {
  const { specification, task } = await load();
  assert.deepEqual(specification.integrations.at(-1), {
    integration_id: 'a.klaviyo.com',
    base_url: 'https://a.klaviyo.com',
    credential: 'klaviyo',
    credential_type: 'httpHeaderAuth',
  });
  const { integration, api_endpoint, expected_response } =
    task('shop-answers').integration_instructions ?? {};
  assert.deepEqual([integration, api_endpoint], ['a.klaviyo.com', '/api/accounts']);
  assert.deepEqual(expected_response, { status: 200, body: { data: [{ type: 'account' }] } });
});

test('what this version cannot do blocks its task alone', async () => {
  const { specification } = await load();
  const { verdict, blockers } = judgeSpecification(specification);
  assert.equal(verdict, 'partial');
  assert.deepEqual(
    blockers.map(({ description, affectedTasks }) => `${affectedTasks.join()} ${description}`),
    [
      'edit edit cannot be proven as it says: this version runs no `test_command`.',
      'score score cannot be proven as it says: there are no samples, and code that nothing has run is not built.',
      'score score cannot be built: this version writes no Python.',
    ],
  );
});

test('the execution context fills what the environment leaves open, and nothing else', async () => {
  const { executionContext = {}, specification } = await load();
  const none = parseEnvironmentDocument(fillEnvironment(undefined, executionContext));
  assert(none.ok);
  assert.equal(none.environment.environment_id, 'n8n.example.com');
  assert.deepEqual(none.environment.n8n, {
    instance: 'remote',
    url: 'https://n8n.example.com',
    api_key_variable: 'N8N_API_KEY',
  });
  assert.equal(judgeSpecification(specification, none.environment).blockers.length, 3);
  const own = { environment_id: 'demo', n8n: { instance: 'local' }, available_credentials: ['slack'] };
  const filled = parseEnvironmentDocument(fillEnvironment(own, executionContext));
  assert(filled.ok);
  assert.deepEqual(filled.environment.n8n, { instance: 'local' });
  const missing = judgeSpecification(specification, filled.environment).blockers.at(-1);
  assert.deepEqual([missing?.type, missing?.affectedTasks], ['missing_credential', ['shop-answers']]);
});

/** What is refused when the document is changed: `rule pointer`. */
async function refused(search: string, by: string): Promise<string[]> {
  const text = await readFile(FILE, 'utf8');
  assert(text.includes(search), `nothing to replace by ${by}`);
  const parsed = parseSpecificationDocument(parse(text.replace(search, by)));
  return parsed.ok ? [] : parsed.problems.map(({ rule, pointer }) => `${rule} ${pointer}`);
}

test('a mistake in what a node gives is placed where it stands', async () => {
  const tasks = '/specification_output/implementation/task_summary';
  for (const [search, by, expected] of [
    [
      'value: /phase-format',
      'value: "a b"',
      `invalid_value ${tasks}/0/n8n_instructions/configuration/0/value`,
    ],
    ['value: POST', 'value: FETCH', `invalid_value ${tasks}/0/n8n_instructions/configuration/1/value`],
    [
      'field: options.noResponseBody, value: true, source: literal',
      'field: options.noResponseBody, value: "", source: env_var',
      `missing_name ${tasks}/0/n8n_instructions/configuration/2/value`,
    ],
    ['timeout: 240', 'timeout: 4h', `wrong_type ${tasks}/4/n8n_instructions/configuration/timeout`],
    [
      'notification_channel: growth',
      'resume: webhook',
      `unknown_field ${tasks}/4/n8n_instructions/configuration/resume`,
    ],
    [
      'approve, reject]',
      'approve, ask again]',
      `unknown_field ${tasks}/4/n8n_instructions/configuration/approval_actions`,
    ],
    ['node_type: Wait', 'node_type: Slack', `wrong_node_type ${tasks}/4/n8n_instructions/node_type`],
    [
      'https://a.klaviyo.com/api/accounts',
      'ftp://a.klaviyo.com',
      `invalid_value ${tasks}/3/integration_instructions/api_endpoint`,
    ],
    ['\'{ "data"', "'{ data", `invalid_value ${tasks}/3/integration_instructions/expected_response`],
    ['https://n8n.example.com', 'n8n.example.com', 'invalid_value /execution_context/n8n_instance_url'],
    ['workspace_path', 'workspace', 'unknown_field /execution_context/workspace'],
  ] as const)
    assert.ok(
      (await refused(search, by)).includes(expected),
      `${by}: ${(await refused(search, by)).join(', ')}`,
    );
});
