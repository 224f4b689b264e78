import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'vitest';
import { describeCheckpoint } from '../../src/activities/describe-checkpoint.ts';
import { MillwrightError } from '../../src/errors.ts';
import type { DescribeResult } from '../../src/protocol/activities.ts';
import type { JsonObject } from '../../src/protocol/json.ts';
import { LOCAL_ENVIRONMENT } from '../../src/spec/local-environment.ts';
import { parseSpecificationDocument } from '../../src/spec/parse.ts';
import { dependenciesIn } from './support/dependencies.ts';

/** Describes the task of a specification that also builds an n8n workflow, with an n8n that is away. */
async function described(task: JsonObject): Promise<DescribeResult> {
  const folder = await mkdtemp(join(tmpdir(), 'millwright-describe-'));
  try {
    const dependencies = dependenciesIn(folder, () =>
      Promise.reject(new MillwrightError('n8n_unreachable', 'n8n was asked')),
    );
    const parsed = parseSpecificationDocument({
      spec_id: 'by-hand',
      title: 'Work by hand',
      components: [{ component_id: 'flow', platform: 'n8n', workflow_name: 'Flow' }],
      implementation: { task_summary: [{ task_id: 'labels', action_type: 'create_node', ...task }] },
    });
    assert.ok(parsed.ok, JSON.stringify(parsed));
    const { artifacts } = dependencies;
    return await describeCheckpoint(dependencies, {
      specificationHash: await artifacts.putJson(parsed.specification),
      environmentHash: await artifacts.putJson(LOCAL_ENVIRONMENT),
      taskId: 'labels',
      round: 0,
      evidence: [],
      checks: { total: 0, passed: 0 },
      cost: {
        spentUsd: 0,
        reservedUsd: 0,
        warnUsd: 10,
        stopUsd: 50,
        inputTokens: 0,
        outputTokens: 0,
        modelCalls: 0,
        reusedAnswers: 0,
      },
    });
  } finally {
    await rm(folder, { recursive: true });
  }
}

const BY_HAND = {
  purpose: 'A person orders the shelf labels by telephone.',
  platform: 'manual',
  acceptance_check: { success_criteria: 'The label order number stands in the shared folder.' },
};

test('work by hand that has nothing to do with n8n shows nothing of n8n, and needs none', async () => {
  const { question, shown } = await described(BY_HAND);
  assert.match(question, /by telephone\. Done when: The label order number stands/);
  assert.doesNotMatch(shown, /n8n/);
});

test('work by hand on a component of n8n shows that component, and a decision shows all', async () => {
  await assert.rejects(described({ ...BY_HAND, component: 'flow' }), { message: 'n8n was asked' });
  const decision = {
    purpose: 'A person decides.',
    action_type: 'human_checkpoint',
    checkpoint_instructions: { question: 'Go on?' },
  };
  await assert.rejects(described(decision), { message: 'n8n was asked' });
});
