import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { FAULT_POINTS, type FaultPoint } from '../../src/activities/fault-point.ts';
import type { RunView } from '../../src/run/run-view.ts';
import { withStack, type TestStack } from '../stack/test-stack.ts';
import type { Variant } from '../stack/variant.ts';
import type { WorkerProcess } from '../stack/worker-process.ts';
import { freshHome } from './fresh-home.ts';
import { deathOf, followRun } from './follow-run.ts';
import { builtIn, callWebhook, outcomeOf, type Built } from './observe.ts';
import { EXPECTED, makeSmallBuild } from './small-build.ts';

/** What an end looks like: of the undisturbed run, and of each run whose worker was killed. */
interface End {
  view: RunView;
  built: Built;
  modelCalls: number;
  answer: unknown;
}

test('a worker killed before or after any effect and started again gives the same end, no object twice, no answered call repeated', async (context) => {
  await withStack(['abandoned-cart'], async (stack) => {
    const undisturbed = await buildUndisturbed(stack);
    context.diagnostic('point | killed at | recovered after | n8n objects | model calls');
    for (const point of FAULT_POINTS) {
      await context.test(point, (each) => killAt(stack, point, undisturbed, each));
    }
  });
});

async function buildUndisturbed(stack: TestStack): Promise<End> {
  const workers = [await stack.startWorker(), await stack.startSandboxWorker()];
  const variant = await makeSmallBuild(stack, 'undisturbed');
  const end = await endOf(stack, variant, followRun(stack, variant), stack.replay.calls());
  assertComplete(end, variant);
  for (const worker of workers) await worker.kill('SIGKILL');
  return end;
}

async function killAt(
  stack: TestStack,
  point: FaultPoint,
  undisturbed: End,
  context: TestContext,
): Promise<void> {
  const own = { MILLWRIGHT_HOME: await freshHome(stack, point.replace(':', '-')) };
  const fault = { MILLWRIGHT_FAULT_POINT: point };
  const inSandbox = point.startsWith('sandbox:');
  const workers: WorkerProcess[] = [];
  const start = async (starting: Promise<WorkerProcess>): Promise<WorkerProcess> => {
    const worker = await starting;
    workers.push(worker);
    return worker;
  };
  try {
    const main = await start(stack.startWorker(inSandbox ? own : { ...own, ...fault }));
    const sandbox = await start(stack.startSandboxWorker(inSandbox ? fault : {}));
    const variant = await makeSmallBuild(stack, point.replace(':', '-'));
    const callsBefore = stack.replay.calls();
    const startedAtMs = Date.now();
    const ending = endOf(stack, variant, followRun(stack, variant), callsBefore);
    // Awaited below; a failure before that must not end the process.
    ending.catch(() => undefined);

    const died = await deathOf(inSandbox ? sandbox : main);
    const diedAtMs = Date.now();
    assert.equal(died, 'SIGKILL');
    await start(inSandbox ? stack.startSandboxWorker() : stack.startWorker(own));

    const end = await ending;
    const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`;
    const objects = `${end.built.workflowIds.length} workflow, ${end.built.nodes.length} nodes, ${end.built.edges.length} edges, ${end.built.leftovers.length} left over`;
    context.diagnostic(
      `${point} | ${seconds(diedAtMs - startedAtMs)} | ${seconds(Date.now() - diedAtMs)} | ${objects} | ${end.modelCalls}`,
    );
    assertComplete(end, variant);
    assert.deepEqual(outcomeOf(end.view), outcomeOf(undisturbed.view));
    assert.equal(end.built.contents, undisturbed.built.contents);
    assert.equal(end.built.credentials.length, undisturbed.built.credentials.length);
    assert.deepEqual(end.answer, undisturbed.answer);
  } finally {
    for (const worker of workers) await worker.kill('SIGKILL');
  }
}

async function endOf(
  stack: TestStack,
  variant: Variant,
  following: Promise<RunView>,
  callsBefore: number,
): Promise<End> {
  const view = await following;
  const built = await builtIn(stack, variant);
  return {
    view,
    built,
    modelCalls: stack.replay.calls() - callsBefore,
    answer: await callWebhook(stack, variant),
  };
}

function assertComplete({ view, built, modelCalls, answer }: End, variant: Variant): void {
  assert.equal(view.status, 'completed');
  assert.deepEqual(built.workflowIds, [variant.n8nWorkflowId], 'workflows with our name');
  assert.deepEqual(built.nodes, EXPECTED.nodes);
  assert.deepEqual(built.edges, EXPECTED.edges);
  assert.deepEqual(built.leftovers, [], 'throw-away workflows that still stand');
  assert.ok(built.live, 'the workflow is not live');
  assert.deepEqual(answer, { accepted: true, cart_id: '7' });
  assert.equal(modelCalls, EXPECTED.modelCalls, 'calls that reached the model');
  assert.equal(view.cost.modelCalls, EXPECTED.modelCalls, 'calls in the accounts');
}
