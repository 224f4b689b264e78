import assert from 'node:assert/strict';
import { test } from 'vitest';
import { withStack } from '../stack/test-stack.ts';
import { followRun } from '../stack/follow-run.ts';
import { builtIn, outcomeOf } from './observe.ts';
import { makeSmallBuild } from './small-build.ts';
import { harnesses, untilHarness } from './throw-away-copies.ts';

test('a worker killed while a check has a throw-away workflow in n8n leaves none behind', async () => {
  await withStack(['abandoned-cart'], async (stack) => {
    const main = await stack.startWorker();
    await stack.startSandboxWorker();
    const variant = await makeSmallBuild(stack, 'in-a-check');
    const before = await harnesses(stack);
    const following = followRun(stack, variant);
    const harness = await Promise.race([untilHarness(stack, before), following.then(() => undefined)]);
    assert.ok(harness, 'the run ended before a throw-away workflow was seen');
    following.catch(() => undefined);
    await main.kill('SIGKILL');
    assert.ok(await stack.n8n.getWorkflow(harness), 'the check had ended already, so this proves nothing');
    await stack.startWorker();

    const view = await following;
    assert.equal(view.status, 'completed', JSON.stringify(outcomeOf(view)));
    const built = await builtIn(stack, variant);
    assert.deepEqual(built.leftovers, []);
    assert.equal(
      await stack.n8n.getWorkflow(harness),
      undefined,
      'the throw-away workflow of the killed worker still stands',
    );
    assert.equal(stack.replay.calls(), 3);
  });
});
