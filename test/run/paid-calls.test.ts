import assert from 'node:assert/strict';
import { test } from 'vitest';
import type { EvidenceSummary } from '../../src/protocol/evidence.ts';
import { createRun } from '../../src/run/create-run.ts';
import { applyDecision } from '../../src/run/decisions.ts';
import type { Effect, Outcome } from '../../src/run/effects.ts';
import { applyOutcome } from '../../src/run/outcomes.ts';
import { nextDeadlineMs } from '../../src/run/readiness.ts';
import type { Run, TaskState } from '../../src/run/run-state.ts';
import { nextEffects } from '../../src/run/task-program.ts';
import { viewOf } from '../../src/run/view.ts';
import { wakeTasks } from '../../src/run/wait-for-service.ts';
import { simulatedTask } from '../workflows/simulated-task.ts';
import { planOf } from './plan-of.ts';

const usage = { model: 'm', inputTokens: 10, outputTokens: 5, costUsd: 0.3, calls: 1, replayed: false };
const free = { ...usage, inputTokens: 0, outputTokens: 0, costUsd: 0 };
const CUT_OFF = { code: 'model_unreachable', reason: 'The stream broke off.', wasTaken: true, usage };
const OVERLOADED = { code: 'model_overloaded', reason: '529.', wasTaken: false, usage: free };
const NO_CREDIT = { code: 'model_billing', reason: '402 no credit.', wasTaken: false, usage: free };

const evidence = (passed: boolean, failureSignature = 'red'): EvidenceSummary => ({
  passed,
  summary: passed ? 'Good.' : 'Bad.',
  evidenceHash: `hash-${passed}-${failureSignature}`,
  failureSignature: passed ? '' : failureSignature,
});

function codeRun(ids: string[], { stopUsd = 50, repairRounds = 2, kind = {} } = {}): Run {
  const tasks = ids.map((id) =>
    simulatedTask({ id, kind: 'generated_code', worstCaseUsd: 0.4, repairRounds, ...kind }),
  );
  const run = createRun(planOf(tasks, ids.length, stopUsd), 0);
  run.state.asksOnceForMoney = true;
  return run;
}

function ask(run: Run, nowMs: number): Extract<Effect, { kind: 'produce_code' }> {
  wakeTasks(run, nowMs);
  const [effect, ...others] = nextEffects(run, nowMs);
  assert.ok(effect?.kind === 'produce_code' && others.length === 0, JSON.stringify([effect, ...others]));
  return effect;
}

const stateOfOne = (run: Run): TaskState => run.state.tasks['one'] ?? assert.fail();
const view = (run: Run): ReturnType<typeof viewOf> => viewOf(run, { workflowId: 'w', runId: 'r' });

/** Answers the only open question. */
function answer(run: Run, decision: 'continue' | 'retry', nowMs: number, note?: string): void {
  const [question, ...others] = run.state.checkpoints;
  assert.ok(question && others.length === 0);
  const { checkpointId: checkpoint, digest } = question;
  const given = { checkpoint, digest, decision, by: 'ana', decision_id: `d${nowMs}`, ...(note && { note }) };
  assert.equal(applyDecision(run, given, nowMs).effect, 'accepted');
}

test('every call is counted with what it cost, also those without an answer, each under a reservation and a number of its own', () => {
  const run = codeRun(['one']);
  for (const nowMs of [1, 100_000, 200_000]) {
    assert.equal(ask(run, nowMs).ask, stateOfOne(run).asks);
    assert.equal(run.state.ledger.reservedUsd, 0.4);
    applyOutcome(run, 'one', { kind: 'unanswered', ...CUT_OFF }, nowMs);
  }
  assert.equal(stateOfOne(run).asks, 3);
  const { modelCalls, spentUsd, reservedUsd } = view(run).cost;
  assert.deepEqual([modelCalls, Math.round(spentUsd * 10), reservedUsd], [3, 9, 0]);
});

test('an endpoint that takes what is asked and never answers is asked four times, then the task has failed', () => {
  const run = codeRun(['one']);
  let nowMs = 1;
  for (const _ of [1, 2, 3, 4]) {
    nowMs = Math.max(nowMs, nextDeadlineMs(run) ?? nowMs);
    ask(run, nowMs);
    applyOutcome(run, 'one', { kind: 'unanswered', ...CUT_OFF }, nowMs);
  }
  assert.equal(stateOfOne(run).status, 'failed');
  assert.match(stateOfOne(run).error?.message ?? '', /broke off\. 4 calls in a row were sent/);
});

test('what is refused is asked again as long as the task waits, and not before the time that the API names', () => {
  const run = codeRun(['one']);
  let nowMs = 1;
  for (const _ of Array.from({ length: 20 })) {
    nowMs = Math.max(nowMs, nextDeadlineMs(run) ?? nowMs);
    ask(run, nowMs);
    applyOutcome(run, 'one', { kind: 'unanswered', ...OVERLOADED }, nowMs);
  }
  assert.equal(stateOfOne(run).waiting?.for, 'time');
  assert.equal(view(run).cost.modelCalls, 20);
  nowMs = nextDeadlineMs(run) ?? 0;
  ask(run, nowMs);
  applyOutcome(run, 'one', { kind: 'unanswered', ...OVERLOADED, retryAfterMs: 300_000 }, nowMs);
  assert.equal(nextDeadlineMs(run), nowMs + 300_000);
});

test('an answer in between makes the count of calls without one begin anew', () => {
  const run = codeRun(['one'], { repairRounds: 3 });
  let nowMs = 1;
  for (const signature of ['red', 'green']) {
    for (const _ of [1, 2, 3]) {
      nowMs = Math.max(nowMs, nextDeadlineMs(run) ?? nowMs);
      ask(run, nowMs);
      applyOutcome(run, 'one', { kind: 'unanswered', ...CUT_OFF }, nowMs);
    }
    nowMs = nextDeadlineMs(run) ?? 0;
    ask(run, nowMs);
    applyOutcome(run, 'one', { kind: 'code_unusable', evidence: evidence(false, signature), usage }, nowMs);
  }
  assert.equal(stateOfOne(run).round, 2);
});

test('a paid answer whose code could not be run or judged is counted', () => {
  for (const outcome of [
    { kind: 'failed', code: 'sandbox_unavailable', message: 'No Deno.', usage },
    { kind: 'unavailable', code: 'activity_timeout', reason: 'Too slow.', usage },
  ] satisfies Outcome[]) {
    const run = codeRun(['one']);
    ask(run, 1);
    applyOutcome(run, 'one', outcome, 2);
    assert.deepEqual([view(run).cost.modelCalls, run.state.ledger.spentUsd], [1, 0.3]);
  }
});

test('an account without credit is one question for all; meanwhile nobody asks the model, and one answer lets all go on', () => {
  const run = codeRun(['one', 'two', 'three']);
  nextEffects(run, 1);
  applyOutcome(run, 'one', { kind: 'unanswered', ...NO_CREDIT }, 2);
  applyOutcome(run, 'two', { kind: 'unanswered', ...NO_CREDIT }, 3);
  applyOutcome(run, 'three', { kind: 'code_unusable', evidence: evidence(false), usage }, 4);
  assert.deepEqual(nextEffects(run, 5), []);
  const [question, ...others] = view(run).openCheckpoints;
  assert.deepEqual([question?.checkpointId, others.length], ['billing#1', 0]);
  assert.deepEqual(question?.tasks, ['one', 'two', 'three']);
  assert.match(question?.shown ?? '', /402 no credit/);
  answer(run, 'retry', 6);
  assert.deepEqual(
    nextEffects(run, 7).map(({ taskId }) => taskId),
    ['one', 'two', 'three'],
  );
  assert.deepEqual(run.state.checkpoints, []);
});

test('without credit a person may go on without what waits for the model', () => {
  const run = codeRun(['one', 'two']);
  nextEffects(run, 1);
  for (const id of ['one', 'two']) applyOutcome(run, id, { kind: 'unanswered', ...NO_CREDIT }, 2);
  answer(run, 'continue', 3);
  assert.deepEqual(
    view(run).tasks.map(({ status, error }) => [status, error?.code]),
    Array.from({ length: 2 }, () => ['failed', 'model_billing']),
  );
});

test('an answer that did not fit is asked for twice with more room, within its round and at twice the price; then it has failed', () => {
  const run = codeRun(['one']);
  const cutOff: Outcome = { kind: 'code_unusable', evidence: evidence(false), usage, wasCutOff: true };
  for (const [index, reservedUsd] of [0.4, 0.8, 0.8].entries()) {
    const effect = ask(run, index);
    assert.deepEqual([effect.round, effect.cutOffs ?? 0], [0, index]);
    assert.equal(run.state.ledger.reservedUsd, reservedUsd);
    applyOutcome(run, 'one', cutOff, index);
  }
  assert.match(run.state.checkpoints[0]?.question ?? '', /failed twice in the same way/);
  answer(run, 'retry', 4, 'Only the total, no helper functions.');
  assert.equal(ask(run, 5).cutOffs, 2);
});

test('what the model asks stops its task, however good its samples are, until a person answers; the answer goes with the next request', () => {
  const run = codeRun(['one'], { kind: { n8nComponent: 'c' } });
  ask(run, 1);
  const questions = ['Which text do customers see?'];
  const produced = { kind: 'code_produced', codeHash: 'h', evidence: evidence(true), usage } as const;
  applyOutcome(run, 'one', { ...produced, reused: false, questions }, 2);
  const [question] = run.state.checkpoints;
  assert.equal(stateOfOne(run).status, 'needs_clarification');
  assert.match(question?.question ?? '', /Which text do customers see\?/);
  assert.equal(question?.allowed[0], 'retry');
  answer(run, 'retry', 3, 'Hello!');
  const next = ask(run, 4);
  assert.deepEqual([next.previousCodeHash, next.failedEvidence, next.decisionId], ['h', [], 'd3']);
  assert.equal(next.notes?.[0]?.note, 'Hello!');
  assert.match(next.notes?.[0]?.about ?? '', /Which text/);
});

test('a person may take the code as it is: its samples decide then', () => {
  for (const passed of [true, false]) {
    const run = codeRun(['one'], { kind: { n8nComponent: 'c' } });
    ask(run, 1);
    const produced = { kind: 'code_produced', codeHash: 'h', evidence: evidence(passed), usage } as const;
    applyOutcome(run, 'one', { ...produced, reused: false, questions: ['Which?'] }, 2);
    answer(run, 'continue', 3);
    const [effect] = nextEffects(run, 4);
    assert.equal(effect?.kind, passed ? 'ask_owner' : 'produce_code');
    assert.equal(stateOfOne(run).round, passed ? 0 : 1);
  }
});

test('notes and discoveries of the model are shown; what was found in an earlier round still is', () => {
  const run = codeRun(['one']);
  const remarks = (notes: string, ...discoveries: string[]) => ({ hash: notes, notes, discoveries });
  ask(run, 1);
  const failed = { kind: 'code_unusable', evidence: evidence(false), usage } as const;
  applyOutcome(run, 'one', { ...failed, remarks: remarks('first', 'Sample 2 contradicts.') }, 2);
  ask(run, 3);
  applyOutcome(run, 'one', { ...failed, remarks: remarks('second', 'A day has 25 hours.') }, 4);
  assert.deepEqual(view(run).tasks[0]?.remarks, {
    hash: 'second',
    notes: 'second',
    discoveries: ['Sample 2 contradicts.', 'A day has 25 hours.'],
  });
});

test('answers are said to be replayed only where the model is or was asked', () => {
  const withoutModel = createRun({ ...planOf([simulatedTask({ id: 'one' })], 1), replayedAnswers: true }, 0);
  assert.equal(view(withoutModel).simulated.replayedAnswers, false);
  const run = codeRun(['one']);
  run.state.plan.replayedAnswers = true;
  assert.equal(view(run).simulated.replayedAnswers, true);
  ask(run, 1);
  const without = { ...OVERLOADED, code: 'model_rejected', usage: { ...free, calls: 0 } };
  applyOutcome(run, 'one', { kind: 'unanswered', ...without }, 2);
  assert.equal(view(run).simulated.replayedAnswers, false, 'it ended without an answer');
});
