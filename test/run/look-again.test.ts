import assert from 'node:assert/strict';
import { test } from 'vitest';
import type { EvidenceSummary } from '../../src/protocol/evidence.ts';
import { applyDecision } from '../../src/run/decisions.ts';
import { isFinished, runStatus } from '../../src/run/ending.ts';
import { applyOutcome } from '../../src/run/outcomes.ts';
import { createRun } from '../../src/run/create-run.ts';
import type { Run } from '../../src/run/run-state.ts';
import { nextEffects } from '../../src/run/task-program.ts';
import { simulatedTask } from '../workflows/simulated-task.ts';
import { planOf } from './plan-of.ts';

const GOOD: EvidenceSummary = { passed: true, summary: 'Good.', evidenceHash: 'g', failureSignature: '' };
const BAD: EvidenceSummary = { passed: false, summary: 'Bad.', evidenceHash: 'b', failureSignature: 'red' };

function start(run: Run): string[] {
  return nextEffects(run, 1).map((effect) => `${effect.kind} ${effect.taskId}`);
}

function check(run: Run, taskId: string, evidence: EvidenceSummary): void {
  applyOutcome(run, taskId, { kind: 'checked', evidence }, 1);
}

function ask(run: Run, taskId: string): void {
  applyOutcome(run, taskId, { kind: 'described', digest: 'd', shown: 'x', question: 'Go on?' }, 1);
}

let decisions = 0;
function decide(run: Run, checkpoint: string, decision: 'continue' | 'retry'): string {
  decisions += 1;
  const decisionId = `decision-${decisions}`;
  return applyDecision(run, { checkpoint, digest: 'd', decision, by: 'ana', decision_id: decisionId }, 1)
    .effect;
}

/** `probe` has passed; two people are asked about it, and `next` works on what follows. */
function runWithTwoQuestions(maxParallel = 3): Run {
  const tasks = [
    simulatedTask({ id: 'probe' }),
    simulatedTask({ id: 'one', kind: 'checkpoint', dependsOn: ['probe'] }),
    simulatedTask({ id: 'two', kind: 'checkpoint', dependsOn: ['probe'] }),
    simulatedTask({ id: 'next', dependsOn: ['probe'] }),
  ];
  const run = createRun(planOf(tasks, maxParallel), 0);
  start(run);
  check(run, 'probe', GOOD);
  start(run);
  ask(run, 'one');
  return run;
}

test('two people who ask for another look at the same task get one look, and both are asked again', () => {
  const run = runWithTwoQuestions();
  ask(run, 'two');
  check(run, 'next', GOOD);
  assert.equal(decide(run, 'one', 'retry'), 'accepted');
  assert.deepEqual(start(run), ['check probe']);
  assert.equal(decide(run, 'two', 'retry'), 'accepted');
  assert.deepEqual(start(run), []);
  check(run, 'probe', GOOD);
  assert.deepEqual(start(run), ['describe one', 'describe two']);
});

test('what depends on a task that is looked at again does not start before that look is over', () => {
  const run = runWithTwoQuestions(2);
  ask(run, 'two');
  decide(run, 'one', 'retry');
  assert.deepEqual(start(run), ['check probe']);
  check(run, 'probe', GOOD);
  assert.deepEqual(start(run), ['describe one', 'check next']);
});

test('when the other look fails, nobody is asked about it any more, and what was under way ends nothing', () => {
  const run = runWithTwoQuestions();
  ask(run, 'two');
  decide(run, 'one', 'retry');
  start(run);
  check(run, 'probe', BAD);
  assert.deepEqual(run.state.checkpoints, []);
  assert.equal(decide(run, 'two', 'continue'), 'unknown_checkpoint');
  check(run, 'next', GOOD);
  assert.equal(run.state.tasks['next']?.status, 'blocked');
  assert.ok(isFinished(run));
  assert.equal(runStatus(run), 'completed_with_errors');
});

test('what needs a task that failed at its second look cannot be looked at again, and is blocked', () => {
  const tasks = [
    simulatedTask({ id: 'first' }),
    simulatedTask({ id: 'probe', dependsOn: ['first'] }),
    simulatedTask({ id: 'one', kind: 'checkpoint', dependsOn: ['first'] }),
    simulatedTask({ id: 'two', kind: 'checkpoint', dependsOn: ['probe'] }),
  ];
  const run = createRun(planOf(tasks, 4), 0);
  for (const id of ['first', 'probe']) {
    start(run);
    check(run, id, GOOD);
  }
  start(run);
  for (const id of ['one', 'two']) ask(run, id);
  decide(run, 'one', 'retry');
  start(run);
  check(run, 'first', BAD);
  decide(run, 'two', 'retry');
  assert.deepEqual(start(run), []);
  assert.equal(run.state.tasks['two']?.error?.message, 'Needs first, which did not complete.');
  assert.ok(isFinished(run));
});

test('a blocked task keeps its place while its work is still under way, and not longer', () => {
  const tasks = [
    simulatedTask({ id: 'probe' }),
    simulatedTask({ id: 'one', kind: 'checkpoint', dependsOn: ['probe'] }),
    simulatedTask({ id: 'next', dependsOn: ['probe'] }),
    ...['x', 'y', 'z'].map((id) => simulatedTask({ id, priority: -1 })),
  ];
  const run = createRun(planOf(tasks, 2), 0);
  assert.deepEqual(start(run), ['check probe', 'check x']);
  check(run, 'probe', GOOD);
  assert.deepEqual(start(run), ['describe one']);
  ask(run, 'one');
  assert.deepEqual(start(run), ['check next']);
  decide(run, 'one', 'retry');
  check(run, 'x', GOOD);
  assert.deepEqual(start(run), ['check probe']);
  check(run, 'probe', BAD);
  assert.equal(run.state.tasks['next']?.status, 'blocked');
  assert.deepEqual(start(run), ['check y']);
  check(run, 'next', GOOD);
  assert.deepEqual(start(run), ['check z']);
});
