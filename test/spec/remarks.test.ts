import assert from 'node:assert/strict';
import { test } from 'vitest';
import { remarksOf } from '../../src/spec/remarks.ts';
import { loadExample } from './examples.ts';

test('every place that escalates is remarked upon, because this version sends no message: the policy of a task, and the answer of a probe', async () => {
  const { specification } = await loadExample('abandoned-cart');
  assert.deepEqual(remarksOf(specification), []);
  const [first] = specification.implementation.task_summary;
  const probe = specification.implementation.task_summary.findIndex((task) => task.integration_instructions);
  const instructions = specification.implementation.task_summary[probe]?.integration_instructions;
  assert.ok(first && instructions);
  first.if_blocked = { wait_minutes: 5, then: 'escalate' };
  instructions.error_handling = [
    { error_code: 503, action: 'retry' },
    { error_code: 500, action: 'escalate' },
  ];
  const remarks = remarksOf(specification);
  assert.deepEqual(
    remarks.map(({ pointer }) => pointer),
    [
      '/implementation/task_summary/0/if_blocked',
      `/implementation/task_summary/${probe}/integration_instructions/error_handling/1/action`,
    ],
  );
  for (const { text } of remarks)
    assert.match(text, /sends no message yet; status, explain, audit and report/);
});
