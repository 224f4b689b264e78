import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { test } from 'vitest';
import { startRun } from '../../src/cli/runs/start-run.ts';
import { makeSmallBuild } from '../kill/small-build.ts';
import { harnesses, untilHarness } from '../kill/throw-away-copies.ts';
import { millwright } from '../stack/command.ts';
import { followRun } from '../stack/follow-run.ts';
import { withStack, type TestStack } from '../stack/test-stack.ts';

test('a run that is terminated in a check cleans up in n8n, every verb says what it is, and the next run completes', async () => {
  await withStack(['abandoned-cart'], async (stack) => {
    await stack.startWorker();
    await stack.startSandboxWorker();
    const variant = await makeSmallBuild(stack, 'terminate');
    const before = await harnesses(stack);
    await startRun(stack.runs, variant);
    const harness = await Promise.race([untilHarness(stack, before), untilAsked(stack, variant.runId)]);
    await stack.runs.client.workflow.getHandle(variant.runId).terminate('a person pressed the button');
    await untilGone(stack, harness);
    await verbsTellOfTheEnd(stack, variant.runId);

    const view = await followRun(stack, variant);
    assert.equal(view.status, 'completed', JSON.stringify(view.tasks));
    const written = view.tasks.find((task) => task.id === 'checkout-webhook');
    assert.match(written?.change ?? '', /^no change/, 'the owner went on: what stood in n8n is taken up');
  });
});

async function verbsTellOfTheEnd({ env }: TestStack, runId: string): Promise<void> {
  const status = await millwright(env, 'status', runId);
  assert.equal(status.exitCode, 0, status.stderr);
  assert.match(status.stdout.replaceAll(/\s+/g, ' '), /terminated in Temporal/);
  assert.doesNotMatch(status.stdout, /running|verifying/);
  assert.equal((await millwright(env, 'watch', runId)).exitCode, 1);
  const explained = await millwright(env, 'explain', runId, 'go-live');
  assert.match(explained.stdout, /The run was terminated/);
  const report = await millwright(env, 'report', runId);
  assert.equal(report.exitCode, 0, report.stderr);
  assert.match(report.stdout, /It was terminated in Temporal: nothing in n8n was put back/);
  const cancelled = await millwright(env, 'cancel', runId);
  assert.equal(cancelled.exitCode, 5);
  assert.match(cancelled.stderr, /run_ended .* has ended at /);
  assert.equal((await millwright(env, 'cancel', 'nobody@nowhere')).exitCode, 5);
}

/** The check is over before the run asks: then this proves nothing. */
async function untilAsked(stack: TestStack, runId: string): Promise<never> {
  const { tasks } = await stack.until(
    runId,
    (view) => view.openCheckpoints.length > 0 || view.endedAt !== undefined,
  );
  throw new Error(`No throw-away workflow was seen: ${JSON.stringify(tasks.filter(({ error }) => error))}`);
}

async function untilGone(stack: TestStack, workflowId: string): Promise<void> {
  for (let look = 0; look < 600; look += 1) {
    if ((await stack.n8n.getWorkflow(workflowId)) === undefined) return;
    await pause(100);
  }
  throw new Error('The throw-away workflow of the terminated run still stands.');
}
