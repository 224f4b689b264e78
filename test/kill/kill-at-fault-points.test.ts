import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { FAULT_POINTS, type FaultPoint } from '../../src/activities/fault-point.ts';
import type { RunView } from '../../src/run/run-view.ts';
import { withStack, type TestStack } from '../stack/test-stack.ts';
import type { Variant } from '../stack/variant.ts';
import type { WorkerProcess } from '../stack/worker-process.ts';
import { freshHome } from './fresh-home.ts';
import { deathOf, followRun } from '../stack/follow-run.ts';
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
    const sandbox = await stack.startSandboxWorker();
    const undisturbed = await buildUndisturbed(stack);
    context.diagnostic('point | killed at | recovered after | n8n objects | model calls');
    for (const point of FAULT_POINTS.filter((each) => !isInSandbox(each))) {
      await context.test(point, (each) => killAt(stack, point, undisturbed, each));
    }
    await sandbox.kill('SIGKILL');
    for (const point of FAULT_POINTS.filter(isInSandbox)) {
      await context.test(point, (each) => killAt(stack, point, undisturbed, each));
    }
  });
});

/** The sandbox worker dies at these, and the main worker goes on. */
function isInSandbox(point: FaultPoint): boolean {
  return point.startsWith('sandbox:');
}

async function buildUndisturbed(stack: TestStack): Promise<End> {
  const main = await stack.startWorker();
  const variant = await makeSmallBuild(stack, 'undisturbed');
  const end = await endOf(stack, variant, followRun(stack, variant), stack.replay.calls());
  assertComplete(end, variant);
  await main.kill('SIGKILL');
  return end;
}

async function killAt(
  stack: TestStack,
  point: FaultPoint,
  undisturbed: End,
  context: TestContext,
): Promise<void> {
  const name = point.replace(':', '-');
  const own = { MILLWRIGHT_HOME: await freshHome(stack, name) };
  const fault = { MILLWRIGHT_FAULT_POINT: point };
  const workers: WorkerProcess[] = [];
  const start = async (starting: Promise<WorkerProcess>): Promise<WorkerProcess> => {
    const worker = await starting;
    workers.push(worker);
    return worker;
  };
  try {
    const [variant, victim] = await Promise.all([
      makeSmallBuild(stack, name),
      start(isInSandbox(point) ? stack.startSandboxWorker(fault) : stack.startWorker({ ...own, ...fault })),
      isInSandbox(point) ? start(stack.startWorker(own)) : undefined,
    ]);
    const callsBefore = stack.replay.calls();
    const startedAtMs = Date.now();
    const ending = endOf(stack, variant, followRun(stack, variant), callsBefore);
    // Awaited below; a failure before that must not end the process.
    ending.catch(() => undefined);

    assert.equal(await deathOf(victim), 'SIGKILL');
    const diedAtMs = Date.now();
    await start(isInSandbox(point) ? stack.startSandboxWorker() : stack.startWorker(own));

    const end = await ending;
    context.diagnostic(rowOf(point, diedAtMs - startedAtMs, Date.now() - diedAtMs, end));
    assertComplete(end, variant);
    assert.deepEqual(outcomeOf(end.view), outcomeOf(undisturbed.view));
    assert.equal(end.built.contents, undisturbed.built.contents);
    assert.equal(end.built.credentials.length, undisturbed.built.credentials.length);
    assert.deepEqual(end.answer, undisturbed.answer);
  } finally {
    for (const worker of workers) await worker.kill('SIGKILL');
  }
}

/** One row of the table that the kill test prints. */
function rowOf(
  point: FaultPoint,
  diedAfterMs: number,
  recoveredAfterMs: number,
  { built, modelCalls }: End,
): string {
  const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`;
  const { workflowIds, nodes, edges, leftovers } = built;
  const objects = `${workflowIds.length} workflow, ${nodes.length} nodes, ${edges.length} edges, ${leftovers.length} left over`;
  return `${point} | ${seconds(diedAfterMs)} | ${seconds(recoveredAfterMs)} | ${objects} | ${modelCalls}`;
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
