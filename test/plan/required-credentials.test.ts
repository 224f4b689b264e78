import assert from 'node:assert/strict';
import { test } from 'vitest';
import { requiredCredentials } from '../../src/plan/required-credentials.ts';
import type { NodeInstruction } from '../../src/spec/instructions.ts';
import { environment, specification, task } from './support/specifications.ts';

function node(overrides: Partial<NodeInstruction>): {
  node: NodeInstruction;
  more_nodes: [];
  connections: [];
} {
  return {
    node: { node_type: 'HTTP Request', node_name: 'Call', configuration: [], ...overrides },
    more_nodes: [],
    connections: [],
  };
}

test('every way to use a credential is found once, with all its tasks, under its name in n8n', () => {
  const probe = {
    integration: 'klaviyo',
    api_endpoint: '/',
    method: 'GET' as const,
    expected_response: { status: 200 },
    error_handling: [],
  };
  const found = requiredCredentials(
    specification([
      task('call', [], { n8n_instructions: node({ integration: 'klaviyo' }) }),
      task('probe', [], { action_type: 'test_integration', integration_instructions: probe }),
      task('hook', [], {
        action_type: 'setup_webhook',
        webhook_instructions: { path: 'in', method: 'POST', header_auth_credential: 'shop' },
      }),
      task('slack', [], {
        n8n_instructions: node({
          configuration: [
            { field: 'slackApi', value: 'chat', source: 'credential' },
            { field: 'credentials.slackApi', value: 'chat', source: 'credential' },
          ],
        }),
      }),
    ]),
    environment({ credentials: { klaviyo: 'Klaviyo (demo)' } }),
  );
  assert.deepEqual(found, [
    { type: 'httpHeaderAuth', name: 'Klaviyo (demo)', tasks: ['call', 'probe'] },
    { type: 'httpHeaderAuth', name: 'shop', tasks: ['hook'] },
    { type: 'slackApi', name: 'chat', tasks: ['slack'] },
  ]);
});

test('what nobody uses and what needs none is not asked for', () => {
  const found = requiredCredentials(
    specification([task('call', [], { n8n_instructions: node({ integration: 'open' }) })]),
    environment(),
  );
  assert.deepEqual(found, []);
});
