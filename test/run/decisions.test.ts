import assert from 'node:assert/strict';
import { test } from 'vitest';
import type { CompactTask } from '../../src/protocol/plan.ts';
import { readDecision } from '../../src/run/decision-shape.ts';
import { applyDecision, misplacedModifications } from '../../src/run/decisions.ts';
import { abortRun, isFinished, runStatus } from '../../src/run/ending.ts';
import { applyOutcome } from '../../src/run/outcomes.ts';
import type { Decision } from '../../src/protocol/decision.ts';
import { createRun } from '../../src/run/create-run.ts';
import type { Run } from '../../src/run/run-state.ts';
import { nextEffects } from '../../src/run/task-program.ts';
import { planOf } from './simulation.ts';

const APPROVAL: CompactTask = {
  id: 'approve',
  title: 'Approve',
  kind: 'checkpoint',
  actionType: 'human_checkpoint',
  platform: 'orchestrator',
  dependsOn: [],
  excludes: [],
  critical: false,
  priority: 0,
  repairRounds: 0,
  worstCaseUsd: 0,
  estimatedMinutes: 1,
  ifBlocked: { waitMinutes: 60, then: 'escalate' },
};

/** A run that waits for a decision on `approve`, having shown digest `d1`. */
function waitingRun(): Run {
  const run = createRun(planOf([APPROVAL], 1), 0);
  assert.deepEqual(
    nextEffects(run, 1).map((effect) => effect.kind),
    ['describe'],
  );
  applyOutcome(run, 'approve', { kind: 'described', digest: 'd1', shown: 'diff', question: 'Go live?' }, 2);
  return run;
}

function decision(fields: Partial<Decision> = {}): Decision {
  return {
    checkpoint: 'approve',
    digest: 'd1',
    decision: 'continue',
    by: 'ana',
    decision_id: 'x1',
    ...fields,
  };
}

test('a decision that names what was shown completes the checkpoint, with the person and the digest as evidence', () => {
  const run = waitingRun();
  assert.equal(runStatus(run), 'awaiting_approval');
  assert.equal(applyDecision(run, decision({ note: 'looks good' }), 3).effect, 'accepted');
  const evidence = run.state.tasks['approve']?.passedEvidence.at(-1);
  assert.match(evidence?.summary ?? '', /ana decided continue: looks good/);
  assert.equal(evidence?.evidenceHash, 'd1');
  assert.equal(runStatus(run), 'completed');
});

test('a decision about something else than what is shown now is stale and changes nothing', () => {
  const run = waitingRun();
  const record = applyDecision(run, decision({ digest: 'd0' }), 3);
  assert.equal(record.effect, 'stale');
  assert.match(record.answer, /d1/);
  assert.equal(runStatus(run), 'awaiting_approval');
});

test('the same decision delivered twice is carried out once, and both are in the audit list', () => {
  const run = waitingRun();
  applyDecision(run, decision({ decision: 'retry' }), 3);
  assert.equal(applyDecision(run, decision({ decision: 'retry' }), 4).effect, 'duplicate');
  assert.deepEqual(
    run.state.decisions.map((record) => record.effect),
    ['accepted', 'duplicate'],
  );
});

test('a decision on a checkpoint that was never opened is recorded as unknown and changes nothing', () => {
  const run = waitingRun();
  const record = applyDecision(run, decision({ checkpoint: 'go-live' }), 3);
  assert.equal(record.effect, 'unknown_checkpoint');
  assert.match(record.answer, /Open now: approve/);
  assert.equal(isFinished(run), false);
});

test('abort ends the run at once and names who aborted it', () => {
  const run = waitingRun();
  applyDecision(run, decision({ decision: 'abort', note: 'wrong client' }), 3);
  assert.equal(runStatus(run), 'aborted');
  assert.deepEqual(run.state.aborted, { by: 'ana', reason: 'wrong client' });
});

test('a run that was aborted stays aborted by whoever was first', () => {
  const run = waitingRun();
  abortRun(run, 'ana', 'wrong client', 3);
  abortRun(run, 'cancellation', 'The run was cancelled.', 4);
  assert.deepEqual(run.state.aborted, { by: 'ana', reason: 'wrong client' });
});

test('after retry the checkpoint is shown anew, and an answer to the old showing is stale', () => {
  const run = waitingRun();
  applyDecision(run, decision({ decision: 'retry' }), 3);
  nextEffects(run, 4);
  applyOutcome(run, 'approve', { kind: 'described', digest: 'd2', shown: 'diff', question: 'Go live?' }, 5);
  assert.equal(applyDecision(run, decision({ decision_id: 'x2' }), 6).effect, 'stale');
  assert.equal(applyDecision(run, decision({ digest: 'd2', decision_id: 'x3' }), 7).effect, 'accepted');
});

test('a budget that is too small for the next call asks, refuses a raise that is still too small, and goes on after a real one', () => {
  const task: CompactTask = { ...APPROVAL, id: 'code', kind: 'generated_code', worstCaseUsd: 3 };
  const run = createRun(planOf([task], 1, 2), 0);
  assert.deepEqual(nextEffects(run, 1), []);
  const digest = run.state.checkpoints[0]?.digest ?? '';
  const raise = (stopUsd: number, id: string): Decision =>
    decision({ checkpoint: 'budget#1', digest, modifications: { stop_usd: stopUsd }, decision_id: id });
  assert.equal(applyDecision(run, raise(2.5, 'a'), 2).effect, 'not_allowed');
  assert.deepEqual(nextEffects(run, 3), []);
  assert.equal(applyDecision(run, raise(4, 'b'), 4).effect, 'accepted');
  assert.deepEqual(
    nextEffects(run, 5).map((effect) => effect.kind),
    ['produce_code'],
  );
});

test('a malformed decision is refused with the field that is wrong, and one typed by hand needs no id', () => {
  const cases: [unknown, RegExp][] = [
    ['continue', /one JSON object/],
    [{ checkpoint: 'a', digest: 'd', decision: 'continue' }, /"by"/],
    [{ checkpoint: 'a', digest: 'd', decision: 'yes', by: 'ana' }, /continue, retry or abort/],
    [{ checkpoint: 'a', decision: 'continue', by: 'ana' }, /"digest"/],
  ];
  for (const [input, reason] of cases) {
    const shape = readDecision(input);
    assert.ok(!shape.ok);
    assert.match(shape.reason, reason);
  }
  const typed = readDecision({ checkpoint: 'a', digest: 'd', decision: 'abort', by: 'ana' });
  assert.ok(typed.ok);
  assert.equal(typed.decision.decision_id, 'a/d/abort/ana');
});

/** A run whose node was checked and waits for a person's look. */
function checkedRun(kind: CompactTask['kind'] = 'probe'): Run {
  const task: CompactTask = { ...APPROVAL, kind, verifiedByPerson: true };
  const run = createRun(planOf([task], 1), 0);
  nextEffects(run, 1);
  const evidence = { passed: true, summary: 'It answers.', evidenceHash: 'h', failureSignature: '' };
  applyOutcome(run, 'approve', { kind: 'checked', evidence }, 2);
  assert.deepEqual(
    nextEffects(run, 3).map((effect) => effect.kind),
    ['describe'],
  );
  applyOutcome(run, 'approve', { kind: 'described', digest: 'd1', shown: 'it', question: 'Is it red?' }, 4);
  return run;
}

test('what a person shall verify is not completed by its check; their yes is evidence beside it, with their name', () => {
  const run = checkedRun();
  assert.equal(runStatus(run), 'awaiting_approval');
  assert.equal(applyDecision(run, decision({ note: 'it is red' }), 5).effect, 'accepted');
  assert.deepEqual(
    run.state.tasks['approve']?.passedEvidence.map(({ summary, evidenceHash }) => [summary, evidenceHash]),
    [
      ['It answers.', 'h'],
      ['ana verified it: it is red', 'd1'],
    ],
  );
  assert.equal(runStatus(run), 'completed');
});

test('retry of what a person shall verify makes and checks it anew before it asks again', () => {
  const run = checkedRun();
  applyDecision(run, decision({ decision: 'retry' }), 5);
  assert.deepEqual(
    nextEffects(run, 6).map((effect) => effect.kind),
    ['check'],
  );
  assert.deepEqual(run.state.tasks['approve']?.passedEvidence, []);
});

test('code that lives in no n8n workflow is verified by a person after its samples, and asked for anew on retry', () => {
  const { component: _, ...task } = { ...APPROVAL, kind: 'generated_code' as const, component: 'c' };
  const run = createRun(planOf([{ ...task, verifiedByPerson: true }], 1), 0);
  nextEffects(run, 1);
  const usage = { model: 'm', inputTokens: 1, outputTokens: 1, costUsd: 0, replayed: false };
  const evidence = { passed: true, summary: 'Samples.', evidenceHash: 'h', failureSignature: '' };
  applyOutcome(run, 'approve', { kind: 'code_produced', codeHash: 'c', evidence, usage, reused: false }, 2);
  nextEffects(run, 3);
  applyOutcome(run, 'approve', { kind: 'described', digest: 'd1', shown: 'it', question: 'Is it red?' }, 4);
  applyDecision(run, decision({ decision: 'retry' }), 5);
  const [again] = nextEffects(run, 6);
  assert.deepEqual(again?.kind === 'produce_code' && again.decisionId, 'x1');
});

test('a new limit goes with going on over the budget, and with nothing else', () => {
  const modifications = { stop_usd: 80 };
  const run = waitingRun();
  assert.match(misplacedModifications(run, decision({ modifications })) ?? '', /modifies nothing/);
  assert.equal(misplacedModifications(run, decision()), undefined);
  const task: CompactTask = { ...APPROVAL, id: 'code', kind: 'generated_code', worstCaseUsd: 3 };
  const short = createRun(planOf([task], 1, 2), 0);
  nextEffects(short, 1);
  const answer = { checkpoint: 'budget#1', modifications };
  assert.equal(misplacedModifications(short, decision(answer)), undefined);
  assert.match(misplacedModifications(short, decision({ ...answer, decision: 'abort' })) ?? '', /nothing/);
});
