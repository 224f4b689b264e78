import assert from 'node:assert/strict';
import { test } from 'vitest';
import { MillwrightError } from '../../src/errors.ts';
import type { Specification, Task } from '../../src/spec/model.ts';
import { resolveParameters } from '../../src/spec/parameters.ts';
import { loadExample } from './examples.ts';

function taskOf(specification: Specification, id: string): Task {
  const task = specification.implementation.task_summary.find((found) => found.task_id === id);
  assert(task);
  return task;
}

function waitConfiguration(specification: Specification): unknown {
  const entries = taskOf(specification, 'wait-for-customer').n8n_instructions?.node?.configuration ?? [];
  return Object.fromEntries(entries.map((entry) => [entry.field, entry.value]));
}

test("the environment's value wins over the specification's own, and a whole reference keeps its type", async () => {
  const { specification } = await loadExample('abandoned-cart');
  const own = resolveParameters(specification, { parameters: {} });
  assert.deepEqual(waitConfiguration(own), { resume: 'timeInterval', amount: 60, unit: 'minutes' });
  const demo = resolveParameters(specification, { parameters: { wait_amount: 2, wait_unit: 'seconds' } });
  assert.deepEqual(waitConfiguration(demo), { resume: 'timeInterval', amount: 2, unit: 'seconds' });
  assert.equal(demo.parameters['wait_amount'], 2);
});

test('a reference inside a text is replaced in the text', async () => {
  const { specification } = await loadExample('abandoned-cart');
  const resolved = resolveParameters(specification, { parameters: { discount_cap_percent: 7.5 } });
  const logic = taskOf(resolved, 'discount-policy').code_instructions?.logic_description ?? '';
  assert.match(logic, /the cap of 7\.5 percent/);
  assert(!JSON.stringify(resolved.implementation).includes('${parameters.'));
});

test('resolving leaves the specification itself as it was', async () => {
  const { specification } = await loadExample('abandoned-cart');
  const before = JSON.stringify(specification);
  resolveParameters(specification, { parameters: { wait_amount: 1 } });
  assert.equal(JSON.stringify(specification), before);
});

test('a value that does not fit where it is used is refused at that place', async () => {
  const { specification } = await loadExample('abandoned-cart');
  const changed = structuredClone(specification);
  taskOf(changed, 'slack-approval').purpose = '${parameters.wait_amount}';
  assert.throws(
    () => resolveParameters(changed, { parameters: {} }),
    (error) => {
      assert(error instanceof MillwrightError);
      assert.equal(error.code, 'spec_invalid');
      assert.equal(error.problems[0]?.rule, 'wrong_type');
      assert.equal(error.problems[0]?.pointer, '/implementation/task_summary/6/purpose');
      return true;
    },
  );
});
