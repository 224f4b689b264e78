import assert from 'node:assert/strict';
import { test } from 'vitest';
import { createLedger, reserve, settle } from '../../src/run/budget-ledger.ts';
import { readDecision } from '../../src/run/decision-shape.ts';
import { applyDecision } from '../../src/run/decisions.ts';
import { leaveCheckpoint } from '../../src/run/checkpoints.ts';
import { createRun } from '../../src/run/create-run.ts';
import type { Run } from '../../src/run/run-state.ts';
import { viewOf } from '../../src/run/view.ts';
import { nextEffects } from '../../src/run/task-program.ts';
import { simulatedTask } from '../workflows/simulated-task.ts';
import { planOf } from './plan-of.ts';

function runOfCode(ids: string[], worstCaseUsd: number, stopUsd: number, asksOnce = false): Run {
  const tasks = ids.map((id) => simulatedTask({ id, kind: 'generated_code', worstCaseUsd }));
  const run = createRun(planOf(tasks, ids.length, stopUsd), 0);
  if (asksOnce) run.state.asksOnceForMoney = true;
  nextEffects(run, 1);
  return run;
}

/** As typed: without an id of its own. */
function raise(run: Run, checkpoint: string, stopUsd?: number): { effect: string; answer: string } {
  const digest = run.state.checkpoints.find((open) => open.checkpointId === checkpoint)?.digest;
  const modifications = stopUsd === undefined ? undefined : { stop_usd: stopUsd };
  const shaped = readDecision({ checkpoint, digest, decision: 'continue', by: 'ana', modifications });
  assert.ok(shaped.ok);
  return applyDecision(run, shaped.decision, 2);
}

test('whoever forgot to say how much may say it: a decision that was refused does not stand in the way', () => {
  const run = runOfCode(['one'], 3, 2);
  assert.equal(raise(run, 'budget#1').effect, 'not_allowed');
  assert.equal(raise(run, 'budget#1', 3).effect, 'accepted');
});

test('the amount that the answer names is enough, to the last digit', () => {
  const run = runOfCode(['one'], 0.33334, 0.1);
  const named = Number(/at least ([\d.]+)\./.exec(raise(run, 'budget#1', 0).answer)?.[1]);
  assert.equal(raise(run, 'budget#1', named).effect, 'accepted');
  assert.equal(nextEffects(run, 3).length, 1);
});

test('a limit is never set below what was spent and promised since the question was asked', () => {
  const run = runOfCode(['one', 'two'], 3, 2);
  assert.equal(raise(run, 'budget#1', 3).effect, 'accepted');
  assert.equal(nextEffects(run, 3).length, 1);
  const late = raise(run, 'budget#2', 3);
  assert.equal(late.effect, 'not_allowed');
  assert.match(late.answer, /at least 6\.0000/);
});

test('three calls of ten cents fit into thirty', () => {
  const ledger = createLedger({ warnUsd: 0, stopUsd: 0.3 });
  for (const _ of [1, 2, 3]) {
    assert.ok(reserve(ledger, 0.1));
    settle(ledger, 0.1, 0.1, 0);
  }
  assert.equal(reserve(ledger, 0.001), false);
});

test('one question about the budget is for all tasks that wait, and is gone for all when it is answered', () => {
  const run = runOfCode(['one', 'two', 'three'], 3, 2, true);
  const [question, ...others] = viewOf(run, { workflowId: 'w', runId: 'r' }).openCheckpoints;
  assert.deepEqual([question?.checkpointId, others.length], ['budget#1', 0]);
  assert.deepEqual(question?.tasks, ['one', 'two', 'three']);
  assert.equal(raise(run, 'budget#1', 9).effect, 'accepted');
  assert.deepEqual(run.state.checkpoints, []);
  assert.equal(nextEffects(run, 3).length, 3);
});

test('a raise that is not enough for all lets the first go on, and asks once for the others', () => {
  const run = runOfCode(['one', 'two', 'three'], 3, 2, true);
  assert.equal(raise(run, 'budget#1', 3).effect, 'accepted');
  assert.deepEqual(
    nextEffects(run, 3).map(({ taskId }) => taskId),
    ['one'],
  );
  assert.deepEqual(
    run.state.checkpoints.map(({ checkpointId, about }) => [checkpointId, about.taskId]),
    [['budget#2', 'two']],
  );
});

test('when the task that asked first needs no answer any more, the question stays for the others', () => {
  const run = runOfCode(['one', 'two'], 3, 2, true);
  leaveCheckpoint(run, 'one');
  assert.equal(run.state.checkpoints[0]?.about.taskId, 'two');
  leaveCheckpoint(run, 'two');
  assert.deepEqual(run.state.checkpoints, []);
});

test('the warning comes when as much is spent as it says, once, and stays', () => {
  const ledger = createLedger({ warnUsd: 0.3, stopUsd: 1 });
  for (const nowMs of [1, 2, 3, 4]) {
    reserve(ledger, 0.1);
    settle(ledger, 0.1, 0.1, nowMs);
    assert.equal(ledger.warnedAtMs, nowMs < 3 ? undefined : 3);
  }
  const unused = createLedger({ warnUsd: 0, stopUsd: 1 });
  settle(unused, 0, 0, 1);
  assert.equal(unused.warnedAtMs, undefined, 'nothing was spent');
});
