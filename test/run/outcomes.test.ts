import assert from 'node:assert/strict';
import { test } from 'vitest';
import { applyDecision } from '../../src/run/decisions.ts';
import type { Outcome } from '../../src/run/effects.ts';
import { isFinished } from '../../src/run/ending.ts';
import { applyOutcome } from '../../src/run/outcomes.ts';
import { wakeTasks } from '../../src/run/wait-for-service.ts';
import { applyReadiness, nextDeadlineMs } from '../../src/run/readiness.ts';
import { createRun } from '../../src/run/create-run.ts';
import type { Run } from '../../src/run/run-state.ts';
import { nextEffects } from '../../src/run/task-program.ts';
import { viewOf } from '../../src/run/view.ts';
import { simulatedTask } from '../workflows/simulated-task.ts';
import { planOf } from './plan-of.ts';

const MINUTE_MS = 60_000;
const CODE = { kind: 'generated_code', worstCaseUsd: 0.4 } as const;
const usage = { model: 'm', inputTokens: 10, outputTokens: 5, costUsd: 0.3, replayed: false };
const bad = (failureSignature: string): Extract<Outcome, { kind: 'checked' }>['evidence'] => ({
  passed: false,
  summary: 'Bad.',
  evidenceHash: failureSignature,
  failureSignature,
});
const UNAVAILABLE: Outcome = { kind: 'unavailable', code: 'n8n_unreachable', reason: 'Down.' };

/** Starts the run's only task and gives it an outcome. */
function step(run: Run, outcome: Outcome, nowMs: number): void {
  wakeTasks(run, nowMs);
  assert.equal(nextEffects(run, nowMs).length, 1);
  applyOutcome(run, 'one', outcome, nowMs);
}

test('an answer of an owner that comes twice does not free the money of the call that is under way', () => {
  const run = createRun(planOf([simulatedTask({ id: 'one', ...CODE })], 1), 0);
  const good = { ...bad(''), passed: true };
  step(run, { kind: 'code_produced', codeHash: 'h', evidence: good, usage, reused: false }, 1);
  const [asked] = nextEffects(run, 2);
  assert.ok(asked?.kind === 'ask_owner');
  const done = {
    outcome: 'done',
    change: 'added',
    nodes: 1,
    connections: 0,
    active: false,
    documentHash: 'd',
  } as const;
  const answer: Outcome = { kind: 'owner_answered', answer: { requestId: asked.request.requestId, ...done } };
  applyOutcome(run, 'one', answer, 3);
  step(run, { kind: 'checked', evidence: bad('red') }, 4);
  nextEffects(run, 5);
  applyOutcome(run, 'one', answer, 6);
  assert.equal(run.state.ledger.reservedUsd, 0.4);
});

test('an outcome that comes again while people are asked leaves their question open', () => {
  const run = createRun(planOf([simulatedTask({ id: 'one', kind: 'checkpoint' })], 1), 0);
  step(run, { kind: 'described', digest: 'd', shown: 'x', question: 'Go on?' }, 1);
  applyOutcome(run, 'one', UNAVAILABLE, 2);
  assert.deepEqual(run.state.tasks['one']?.waiting, { for: 'decision', checkpointId: 'one', sinceMs: 1 });
});

test('the patience with a service begins anew after it was there', () => {
  const ifBlocked = { waitMinutes: 1, then: 'escalate' } as const;
  const run = createRun(planOf([simulatedTask({ id: 'one', ...CODE, ifBlocked })], 1), 0);
  step(run, UNAVAILABLE, 1);
  step(run, { kind: 'code_unusable', evidence: bad('red'), usage }, MINUTE_MS);
  step(run, UNAVAILABLE, 2 * MINUTE_MS);
  assert.equal(run.state.tasks['one']?.waiting?.for, 'time');
});

test('a task that is held back between two of its steps gives up as any other, and is shown as blocked', () => {
  const run = createRun(planOf([simulatedTask({ id: 'one', kind: 'nodes' })], 1), 0);
  step(run, UNAVAILABLE, 1);
  const missing = { description: 'No Klaviyo.', affectedTasks: ['one'], resolutionRequired: 'Bring it.' };
  for (let nowMs = 2; !isFinished(run); nowMs = nextDeadlineMs(run) ?? Infinity) {
    wakeTasks(run, nowMs);
    applyReadiness(run, [{ type: 'missing_credential', ...missing }], nowMs);
    assert.ok(nowMs < 100 * MINUTE_MS, 'it waits for ever');
  }
  assert.equal(run.state.tasks['one']?.error?.code, 'credential_missing');
});

test('a call that was declined before its first word is counted with what it cost', () => {
  const run = createRun(planOf([simulatedTask({ id: 'one', ...CODE })], 1), 0);
  step(run, { kind: 'refused', reason: 'no', usage: { ...usage, outputTokens: 0 } }, 1);
  assert.equal(run.state.tasks['one']?.costUsd, run.state.ledger.spentUsd);
});

test('questions about a task whose id begins with "budget" have ids of their own', () => {
  const run = createRun(planOf([simulatedTask({ id: 'budget-sheet', ...CODE })], 1), 0);
  const asked: string[] = [];
  for (const nowMs of [1, 2]) {
    nextEffects(run, nowMs);
    applyOutcome(run, 'budget-sheet', { kind: 'refused', reason: 'no', usage }, nowMs);
    const [question] = run.state.checkpoints;
    assert.ok(question);
    asked.push(question.checkpointId);
    const { checkpointId: checkpoint, digest } = question;
    applyDecision(run, { checkpoint, digest, decision: 'retry', by: 'ana', decision_id: `d${nowMs}` }, nowMs);
  }
  assert.deepEqual(asked, ['budget-sheet?1', 'budget-sheet?2']);
});

test('a run keeps each answer of the model and what n8n had before it, for its record', () => {
  const run = createRun(planOf([simulatedTask({ id: 'one', ...CODE })], 1), 0);
  const answered = (answerHash: string): typeof usage & { answerHash: string } => ({ ...usage, answerHash });
  step(run, { kind: 'code_unusable', evidence: bad('red'), usage: answered('first') }, 1);
  const paidByAnother = { ...answered('second'), inputTokens: 0, outputTokens: 0, costUsd: 0 };
  const good = { ...bad(''), passed: true };
  step(run, { kind: 'code_produced', codeHash: 'h', evidence: good, usage: paidByAnother, reused: true }, 2);
  const [asked] = nextEffects(run, 3);
  assert.ok(asked?.kind === 'ask_owner');
  const { requestId } = asked.request;
  const done = { outcome: 'done', change: 'added', nodes: 1, connections: 0, active: false } as const;
  const answer = { requestId, ...done, documentHash: 'd', restorePoint: 'before' };
  applyOutcome(run, 'one', { kind: 'owner_answered', answer }, 4);
  const view = viewOf(run, { workflowId: 'w', runId: 'r' });
  assert.deepEqual(view.tasks[0]?.answerHashes, ['first', 'second']);
  assert.equal(view.tasks[0]?.modelCalls, 1);
  assert.equal(view.components[0]?.restorePoint, 'before');
});
