import assert from 'node:assert/strict';
import { test } from 'vitest';
import { judgeSpecification } from '../../src/plan/judge-specification.ts';
import { parseSpecificationDocument } from '../../src/spec/parse.ts';

function specificationWith(gate: string, parameters: Record<string, string> = {}) {
  const parsed = parseSpecificationDocument({
    spec_id: 'refunds',
    parameters,
    components: [{ component_id: 'flow', platform: 'n8n', workflow_name: 'Refunds' }],
    integrations: [{ integration_id: 'slack', base_url: 'https://slack.com' }],
    implementation: {
      task_summary: [
        {
          task_id: 'hook',
          purpose: 'A refund is asked for.',
          action_type: 'setup_webhook',
          n8n_instructions: { node_name: 'Hook' },
          webhook_instructions: { path: 'refunds' },
        },
        {
          task_id: 'gate',
          purpose: 'A person decides.',
          dependencies_completed: ['hook'],
          action_type: 'configure_gate',
          n8n_instructions: { node_name: 'Approval' },
          gate_instructions: {
            ask_when: gate,
            integration: 'slack',
            notify_path: '/api/chat',
            channel: 'c',
            message: 'Refund?',
            timeout_minutes: 5,
          },
        },
      ],
    },
  });
  if (!parsed.ok) throw new Error(parsed.problems.map((problem) => problem.message).join(' '));
  return parsed.specification;
}

test('a value that is to be confirmed blocks its task alone, with the reason', () => {
  const { verdict, blockers } = judgeSpecification(
    specificationWith('REQUIRE_CONFIRMATION: from which amount does a person decide?'),
  );
  assert.equal(verdict, 'partial');
  assert.deepEqual(
    blockers.map(({ type, description, affectedTasks }) => ({ type, description, affectedTasks })),
    [
      {
        type: 'ambiguous_spec',
        description: 'gate_instructions.ask_when is to be confirmed: from which amount does a person decide?',
        affectedTasks: ['gate'],
      },
    ],
  );
});

test('a parameter that is to be confirmed blocks the tasks that use it', () => {
  const { blockers } = judgeSpecification(
    specificationWith('$json.amount > ${parameters.limit}', { limit: 'REQUIRE_CONFIRMATION' }),
  );
  assert.deepEqual(
    blockers.map(({ description, affectedTasks }) => ({ description, affectedTasks })),
    [{ description: 'parameter limit is to be confirmed.', affectedTasks: ['gate'] }],
  );
});

test('a specification that leaves nothing open runs', () => {
  assert.deepEqual(judgeSpecification(specificationWith('$json.amount > 100')), {
    verdict: 'run',
    blockers: [],
  });
});

test('inside of an expression the mark is refused, as every filler and every prose', () => {
  for (const gate of ['$json.amount > REQUIRE_CONFIRMATION', '$json.amount > TBD', 'large invoices'])
    assert.throws(() => specificationWith(gate), /no expression/, gate);
});
