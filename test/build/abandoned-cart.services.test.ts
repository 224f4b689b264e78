import assert from 'node:assert/strict';
import { test } from 'vitest';
import { n8nChanges } from '../../src/cli/runs/n8n-changes.ts';
import { parseConfig } from '../../src/config.ts';
import { followRun } from '../stack/follow-run.ts';
import { withStack } from '../stack/test-stack.ts';
import { makeVariant } from '../stack/variant.ts';

test('the abandoned-cart example is built, proven, approved, activated; run again it changes nothing, and restores one deleted node', async () => {
  await withStack(['abandoned-cart'], async (stack) => {
    await stack.startWorker();
    await stack.startSandboxWorker();
    const variant = await makeVariant(stack, 'abandoned-cart', 'build');

    const first = await followRun(stack, variant);
    assert.equal(first.status, 'completed');
    assert.equal(first.cost.modelCalls, 3, 'two code tasks, one of which needs a repair round');
    assert.equal(first.tasks.find((task) => task.id === 'discount-policy')?.round, 1);
    assert.equal(stack.replay.calls(), 3);
    const built = await stack.n8n.getWorkflow(variant.n8nWorkflowId);
    assert.ok(built?.active);

    const config = parseConfig(stack.env);
    const [unchanged] = await n8nChanges(variant, stack.n8n, stack.runs, config);
    assert.deepEqual(
      { changes: unchanged?.changes, applied: unchanged?.applied, live: unchanged?.live },
      { changes: false, applied: true, live: true },
    );

    const second = await followRun(stack, variant);
    assert.equal(second.status, 'completed');
    assert.equal(second.cost.modelCalls, 0);
    assert.equal(stack.replay.calls(), 3, 'the second run asked the model');
    assert.deepEqual(
      second.tasks.flatMap((task) => (task.change && task.change !== 'no change' ? [task.id] : [])),
      [],
    );
    assert.equal(
      (await stack.n8n.getWorkflow(variant.n8nWorkflowId))?.versionId,
      built.versionId,
      'the second run wrote',
    );

    const nodes = built.nodes.filter((node) => node.name !== 'Look up order');
    const { [`Look up order`]: _gone, ...connections } = built.connections;
    const withoutEdgesTo = Object.fromEntries(
      Object.entries(connections).map(([from, types]) => [
        from,
        Object.fromEntries(
          Object.entries(types).map(([type, outputs]) => [
            type,
            outputs.map((targets) => (targets ?? []).filter((target) => target.node !== 'Look up order')),
          ]),
        ),
      ]),
    );
    await stack.n8n.putWorkflow(variant.n8nWorkflowId, {
      name: built.name,
      nodes,
      connections: withoutEdgesTo,
      settings: { executionOrder: 'v1' },
    });
    const [missing] = await n8nChanges(variant, stack.n8n, stack.runs, config);
    assert.match(missing?.shown ?? '', /added .*Look up order/);

    const third = await followRun(stack, variant);
    assert.equal(third.status, 'completed');
    const changed = third.tasks.filter(
      (task) => task.change && task.change !== 'no change' && task.kind !== 'activation',
    );
    assert.deepEqual(
      changed.map((task) => [task.id, task.change]),
      [
        [
          'checkout-webhook',
          'added node "Look up order" and 1 connection of still-open-check; added 1 connection of wire-main-path',
        ],
      ],
    );
    const restored = await stack.n8n.getWorkflow(variant.n8nWorkflowId);
    assert.deepEqual(
      restored?.nodes.map((node) => node.id).toSorted(),
      built.nodes.map((node) => node.id).toSorted(),
    );
    assert.ok(restored?.active);
  });
});
