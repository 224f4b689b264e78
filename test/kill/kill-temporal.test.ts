import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { withStack } from '../stack/test-stack.ts';
import { followRun } from '../stack/follow-run.ts';
import { builtIn, callWebhook } from './observe.ts';
import { EXPECTED, makeSmallBuild } from './small-build.ts';
import { startTemporalProcess } from './temporal-process.ts';

const DOWN_MS = 3_000;

test('a Temporal server killed in mid-run and started again on its file loses nothing: the run goes on and completes', async () => {
  const temporal = await startTemporalProcess();
  await withStack(
    ['abandoned-cart'],
    async (stack) => {
      await stack.startWorker();
      await stack.startSandboxWorker();
      const variant = await makeSmallBuild(stack, 'temporal');
      const outage = Promise.withResolvers<void>();
      const following = followRun(stack, variant, () => outage.promise);
      following.catch(() => undefined);

      const before = await stack.until(variant.runId, (view) => view.tasks.some(({ round }) => round === 1));
      assert.equal(before.endedAt, undefined);
      await temporal.kill();
      await pause(DOWN_MS);
      await temporal.restart();
      outage.resolve();

      const view = await following;
      assert.equal(view.runId, before.runId, 'another run of the same name');
      assert.equal(view.status, 'completed');
      assert.equal(stack.replay.calls(), EXPECTED.modelCalls);
      const built = await builtIn(stack, variant);
      assert.deepEqual(built.workflowIds, [variant.n8nWorkflowId]);
      assert.deepEqual(
        { nodes: built.nodes, edges: built.edges },
        { nodes: EXPECTED.nodes, edges: EXPECTED.edges },
      );
      assert.deepEqual(built.leftovers, []);
      assert.deepEqual(await callWebhook(stack, variant), { accepted: true, cart_id: '7' });
    },
    async () => temporal,
  );
});
