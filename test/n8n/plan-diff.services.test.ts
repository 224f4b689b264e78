import assert from 'node:assert/strict';
import { test } from 'vitest';
import { deployWorkflow } from '../../src/n8n/sync/deployment.ts';
import { planDiff } from '../../src/n8n/sync/plan-diff.ts';
import type { DeployInput } from '../../src/protocol/activities.ts';
import { prepareExample } from './abandoned-cart.ts';

/** As a plan sees it: no code is written yet. */
function withoutCode(input: DeployInput): DeployInput {
  const tasks = input.tasks.map(({ taskId, specificationHash, environmentHash }) => ({
    taskId,
    specificationHash,
    environmentHash,
  }));
  return { ...input, tasks };
}

test('a plan tells what would be made, and makes nothing', async (t) => {
  const example = await prepareExample(t);
  const planned = await planDiff(example.dependencies, withoutCode(await example.input()));
  assert.equal(planned.failures.size, 0);
  assert.equal(planned.changes, true);
  assert.match(planned.shown, /^- added \*\*Checkout webhook\*\* \(webhook 2\.1\)$/m);
  assert.match(
    planned.shown,
    /^- added connection Discount approval: needed\? \(output 1\) → Consent given\?$/m,
  );
  assert.equal(await example.client.getWorkflow(example.workflowId), undefined);
});

test('a plan of what stands is "no change", and a plan of a change shows just that', async (t) => {
  const example = await prepareExample(t);
  const input = await example.input();
  const deployed = await deployWorkflow(example.dependencies, input);
  assert.equal(deployed.outcome, 'done');
  const lastAppliedHash = deployed.outcome === 'done' ? deployed.lastAppliedHash : '';
  const same = await planDiff(example.dependencies, { ...withoutCode(input), lastAppliedHash });
  assert.equal(same.shown, 'no change');
  assert.equal(same.changes, false);

  const changed = await example.input(undefined, (specification) => {
    for (const task of specification.implementation.task_summary) {
      const entry = task.n8n_instructions?.node?.configuration.find(({ field }) => field === 'amount');
      if (entry !== undefined) entry.value = 9;
    }
  });
  const different = await planDiff(example.dependencies, { ...withoutCode(changed), lastAppliedHash });
  assert.equal(different.shown, '- changed **Wait for customer**\n  - `parameters.amount`: `2` → `9`');
});
