import assert from 'node:assert/strict';
import type { EvidenceSummary, FailureAction } from '../../../src/protocol/evidence.ts';
import type { CompactTask } from '../../../src/protocol/plan.ts';
import type { Effect } from '../../../src/run/effects.ts';
import type { RunState } from '../../../src/run/run-state.ts';
import type { Guard, Moment } from '../moment.ts';
import type { Scenario } from '../scenarios.ts';
import { hasEnded, stateIn, tasksById } from './oracle.ts';

/** Answers that did not fit and are asked for once more without a round of repair. */
const MOST_CUT_OFFS = 2;

/**
 * Code that failed is asked for again with all that failed so far, and all else is done and checked again, a limited number of
 * times; what the specification says about a failure comes first.
 */
export function repair({ plan }: Scenario): Guard {
  const taskOf = tasksById(plan);
  const failures = new Map<string, EvidenceSummary[]>();
  const rounds = new Map<string, number>();
  const cutOffs = new Map<string, number>();
  const ended = new Set<string>();
  let wasAborted = false;
  return ({ happened, started, run: { state } }) => {
    const failed = failureIn(happened);
    if (failed && !ended.has(failed.taskId) && !wasAborted) {
      const { taskId, evidence } = failed;
      const earlier = failures.get(taskId) ?? [];
      failures.set(taskId, [...earlier, evidence]);
      const own = stateIn(state, taskId);
      const round = rounds.get(taskId) ?? 0;
      const isSame = earlier.at(-1)?.failureSignature === evidence.failureSignature;
      const isCode = taskOf(taskId).kind === 'generated_code';
      if (evidence.action !== undefined) assertIsAsSpecified(state, taskOf(taskId), evidence.action);
      else if (failed.wasCutOff && (cutOffs.get(taskId) ?? 0) < MOST_CUT_OFFS) {
        assert.ok(!hasEnded(own), `${taskId} is asked again, with more room`);
        cutOffs.set(taskId, (cutOffs.get(taskId) ?? 0) + 1);
      } else if (isSame && isCode && isOverAtOnce(taskOf(taskId))) assert.notEqual(own.status, 'completed');
      else if (isSame)
        assert.equal(
          own.status,
          isCode ? 'needs_clarification' : 'failed',
          `${taskId} failed twice in the same way`,
        );
      else if (round >= taskOf(taskId).repairRounds)
        assert.equal(own.status, 'failed', `${taskId} has no rounds left`);
      else {
        assert.ok(!hasEnded(own), `${taskId} has rounds left`);
        rounds.set(taskId, round + 1);
      }
    }
    wasAborted = state.aborted !== undefined;
    for (const effect of started) assertAsksWithEvidence(effect, failures, rounds);
    for (const { id } of plan.tasks)
      if (hasEnded(stateIn(state, id))) ended.add(id);
      else ended.delete(id);
  };
}

/** A question that no time is given to is over before anybody sees it. */
export function isOverAtOnce({ ifBlocked }: CompactTask): boolean {
  return ifBlocked.written === true && ifBlocked.waitMinutes === 0;
}

function assertIsAsSpecified(state: RunState, task: CompactTask, action: FailureAction): void {
  const { status } = stateIn(state, task.id);
  switch (action) {
    case 'abort':
      assert.equal(status, 'failed');
      return assert.equal(state.aborted?.by, `error_handling of ${task.id}`);
    case 'skip':
      return assert.equal(status, task.critical ? 'failed' : 'skipped');
    case 'escalate':
      if (isOverAtOnce(task)) return assert.notEqual(status, 'completed');
      assert.equal(status, 'needs_clarification');
      return assert.equal(state.escalations?.at(-1)?.taskId, task.id);
  }
}

interface Failure {
  taskId: string;
  evidence: EvidenceSummary;
  wasCutOff?: boolean;
}

/** A failure with a question of the model counts when a person lets the question be. */
function failureIn(happened: Moment['happened']): Failure | undefined {
  if (happened.kind === 'decision') return failureLetBe(happened);
  if (happened.kind !== 'outcome' || !('evidence' in happened.outcome)) return undefined;
  const { outcome, effect } = happened;
  const { evidence } = outcome;
  if (evidence.passed || ('questions' in outcome && outcome.questions)) return undefined;
  return { taskId: effect.taskId, evidence, wasCutOff: 'wasCutOff' in outcome && outcome.wasCutOff === true };
}

function failureLetBe(happened: Extract<Moment['happened'], { kind: 'decision' }>): Failure | undefined {
  const { record, decision, before } = happened;
  if (record.effect !== 'accepted' || decision.decision !== 'continue') return undefined;
  const about = before.checkpoints.find((open) => open.checkpointId === decision.checkpoint)?.about;
  if (about?.kind !== 'model_question' || about.evidence.passed) return undefined;
  return { taskId: about.taskId, evidence: about.evidence };
}

function assertAsksWithEvidence(
  effect: Effect,
  failures: ReadonlyMap<string, EvidenceSummary[]>,
  rounds: ReadonlyMap<string, number>,
): void {
  assert.equal(effect.round, rounds.get(effect.taskId) ?? 0, `round of ${effect.taskId}`);
  if (effect.kind !== 'produce_code') return;
  assert.deepEqual(
    effect.failedEvidence,
    (failures.get(effect.taskId) ?? []).map((each) => each.evidenceHash),
  );
}
