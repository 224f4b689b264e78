import assert from 'node:assert/strict';
import { test } from 'vitest';
import { startRun } from '../../src/cli/runs/start-run.ts';
import type { RunView } from '../../src/protocol/run.ts';
import { keepTasks } from '../stack/keep-tasks.ts';
import { withStack } from '../stack/test-stack.ts';
import { makeVariant } from '../stack/variant.ts';

const TYPE = 'httpHeaderAuth';
const KLAVIYO_HEADER = { name: 'Authorization', value: 'Klaviyo-API-Key demo-klaviyo-key' };

test('a run without its credentials says which are missing or ambiguous, does the rest, and goes on by itself when a person mends it', async () => {
  await withStack(['customer-sync'], async (stack) => {
    const { n8n, runs, until } = stack;
    await stack.startWorker();
    await stack.startSandboxWorker();
    const variant = await makeVariant(stack, 'customer-sync', 'credential', {
      edit: keepTasks(
        'customer-created',
        'to-profile',
        'klaviyo-probe',
        'tag-customer',
        'approve-activation',
      ),
    });
    const { klaviyo = '', shopify = '' } = variant.environment.credentials;
    for (const { id, name } of await n8n.listCredentials())
      if (name === klaviyo) await n8n.deleteCredential(id);
    // Two of one name are no better than none: n8n would take either.
    const second = await n8n.createCredential({ name: shopify, type: TYPE, data: KLAVIYO_HEADER });

    await startRun(runs, variant);
    const blocked = await until(
      variant.runId,
      (view) => view.status === 'blocked' && view.counts.completed === 2,
    );
    assert.deepEqual(
      [statusOf(blocked, 'customer-created'), statusOf(blocked, 'to-profile')],
      ['completed', 'completed'],
    );
    assert.equal(statusOf(blocked, 'klaviyo-probe'), 'blocked');
    assert.deepEqual(
      blocked.blockers.map(({ type, description, affectedTasks }) => [type, description, affectedTasks]),
      [
        ['missing_credential', `n8n has no credential "${klaviyo}" of type ${TYPE}.`, ['klaviyo-probe']],
        [
          'missing_credential',
          `n8n has 2 times a credential "${shopify}" of type ${TYPE}: the name is ambiguous.`,
          ['tag-customer'],
        ],
      ],
    );
    const handle = runs.client.workflow.getHandle(variant.runId);
    const chain = await handle.query<string[], [{ task: string }]>('explain', { task: 'approve-activation' });
    assert.equal(
      chain.at(-1),
      `klaviyo-probe is blocked: n8n has no credential "${klaviyo}" of type ${TYPE}.`,
    );

    await n8n.deleteCredential(second.id);
    await n8n.createCredential({ name: klaviyo, type: TYPE, data: KLAVIYO_HEADER });
    const asking = await until(
      variant.runId,
      (view) => view.openCheckpoints.length > 0 || view.endedAt !== undefined,
    );
    assert.equal(asking.openCheckpoints[0]?.checkpointId, 'approve-activation', JSON.stringify(asking.tasks));
    assert.deepEqual(
      [statusOf(asking, 'klaviyo-probe'), statusOf(asking, 'tag-customer')],
      ['completed', 'completed'],
    );
    assert.deepEqual(asking.blockers, []);
  });
});

function statusOf(view: RunView, taskId: string): string | undefined {
  return view.tasks.find((task) => task.id === taskId)?.status;
}
