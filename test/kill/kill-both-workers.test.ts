import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import fc from 'fast-check';
import { beforeAll, describe, test } from 'vitest';
import { openStack, type OpenStack, type TestStack } from '../stack/test-stack.ts';
import { makeVariant, type Variant } from '../stack/variant.ts';
import type { WorkerProcess } from '../stack/worker-process.ts';
import { followRun } from '../stack/follow-run.ts';
import { freshHome } from './fresh-home.ts';
import { askedFor, keptAnswers } from './model-requests.ts';
import { assertAccounts, builtIn, outcomeOf } from './observe.ts';
import type { RunView } from '../../src/protocol/run.ts';

/** How long both workers live after each start. Random, but the same in every run of this test. */
const LIVES_MS = fc.sample(fc.noBias(fc.integer({ min: 300, max: 6_000 })), { seed: 20_261_121, numRuns: 3 });

describe('workers killed at random moments, or told to stop in mid-run, give the same end as undisturbed ones', () => {
  let stack: TestStack;
  let replayHistories: OpenStack['replayHistories'];
  let undisturbed: End;
  beforeAll(async () => {
    const opened = await openStack(['abandoned-cart']);
    stack = opened.stack;
    replayHistories = opened.replayHistories;
    return opened.close;
  });
  beforeAll(async () => {
    undisturbed = await buildUndisturbed(stack);
  });

  test('both killed three times', () => killAtRandom(stack, undisturbed));
  test('both told to stop during a check, as by a deploy', () => stopInACheck(stack, undisturbed));

  test('every history that was made here replays', () => replayHistories());
});

async function buildUndisturbed(stack: TestStack): Promise<End> {
  const workers = await startBoth(stack, stack.dataFolder);
  const variant = await fullExample(stack, 'undisturbed');
  await followRun(stack, variant);
  const end = await endOf(stack, variant);
  assert.equal(stack.replay.calls(), 3);
  await endBoth(workers, 'SIGKILL');
  return end;
}

async function killAtRandom(stack: TestStack, undisturbed: End): Promise<void> {
  const home = await freshHome(stack, 'killed');
  const variant = await fullExample(stack, 'killed');
  const askedBefore = stack.replay.calls();
  let workers = await startBoth(stack, home);
  const kills: { asked: number; kept: string[] }[] = [];
  const killThrice = async (): Promise<void> => {
    for (const lifeMs of LIVES_MS) {
      await pause(lifeMs);
      await endBoth(workers, 'SIGKILL');
      kills.push({ asked: stack.replay.calls(), kept: await keptAnswers(home) });
      console.log(
        `killed after ${lifeMs} ms, during ${(await pendingActivities(stack, variant)).join(', ') || 'nothing'}`,
      );
      workers = await startBoth(stack, home);
    }
  };
  const killing = Promise.withResolvers<void>();
  const following = followRun(stack, variant, () => killing.promise);
  await Promise.all([following, killThrice().then(killing.resolve, killing.reject)]);

  const asked = await askedFor(stack, 'abandoned-cart');
  for (const kill of kills) {
    const repeated = asked.slice(kill.asked).filter((answer) => kill.kept.includes(answer));
    assert.deepEqual(repeated, [], 'calls whose answer had been kept already');
  }
  const calls = asked.length - askedBefore;
  console.log(`${calls} model calls, ${calls - 3} of them because a kill cut one off`);
  assert.ok(
    calls <= 3 + LIVES_MS.length,
    'one kill cuts off one call at most: the two code tasks follow each other',
  );
  const end = await endOf(stack, variant);
  assert.deepEqual({ ...end, view: undefined }, { ...undisturbed, view: undefined });
  assertAccounts(end.view, undisturbed.view, calls - 3);
  await endBoth(workers, 'SIGKILL');
}

async function stopInACheck(stack: TestStack, undisturbed: End): Promise<void> {
  const home = await freshHome(stack, 'stopped');
  const variant = await fullExample(stack, 'stopped');
  const askedBefore = stack.replay.calls();
  const workers = await startBoth(stack, home);
  const following = followRun(stack, variant);
  following.catch(() => undefined);
  await stack.until(variant.runId, (view) =>
    view.tasks.some(({ id, status }) => id === 'e2e-pinned' && status === 'verifying'),
  );
  await endBoth(workers, 'SIGTERM');
  const next = await startBoth(stack, home);
  await following;
  assert.equal(stack.replay.calls() - askedBefore, 3);
  const end = await endOf(stack, variant);
  assert.deepEqual({ ...end, view: undefined }, { ...undisturbed, view: undefined });
  assertAccounts(end.view, undisturbed.view, 0);
  await endBoth(next, 'SIGKILL');
}

interface Workers {
  main: WorkerProcess;
  sandbox: WorkerProcess;
}

async function startBoth(stack: TestStack, home: string): Promise<Workers> {
  const [main, sandbox] = await Promise.all([
    stack.startWorker({ MILLWRIGHT_HOME: home }),
    stack.startSandboxWorker(),
  ]);
  return { main, sandbox };
}

async function endBoth({ main, sandbox }: Workers, signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
  await Promise.all([main.kill(signal), sandbox.kill(signal)]);
}

function fullExample(stack: TestStack, suffix: string): Promise<Variant> {
  return makeVariant(stack, 'abandoned-cart', suffix, { session: false });
}

interface End {
  view: RunView;
  outcome: unknown;
  [part: string]: unknown;
}

/** Everything that has to be equal, whatever happened to the workers. */
async function endOf(stack: TestStack, variant: Variant): Promise<End> {
  const built = await builtIn(stack, variant);
  assert.deepEqual(built.workflowIds, [variant.n8nWorkflowId]);
  assert.deepEqual(built.leftovers, []);
  assert.ok(built.live);
  const view = await stack.runs.status(variant.runId);
  return {
    view,
    outcome: outcomeOf(view),
    nodes: built.nodes,
    edges: built.edges,
    contents: built.contents,
    credentials: built.credentials.length,
  };
}

/** What was under way, as Temporal knows it: no worker is needed to ask. */
async function pendingActivities(stack: TestStack, variant: Variant): Promise<string[]> {
  const description = await stack.runs.describe(variant.runId);
  return (description?.raw.pendingActivities ?? []).map(({ activityId }) => activityId ?? '');
}
