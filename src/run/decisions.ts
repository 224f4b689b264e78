import { limitFor } from './budget-ledger.ts';
import { closeCheckpoint, tasksWaitingFor } from './checkpoints.ts';
import { abortRun } from './ending.ts';
import { firstStep } from './create-run.ts';
import { lookAgain } from './look-again.ts';
import { goTo } from './go-to.ts';
import type { Decision, DecisionEffect, DecisionRecord } from '../protocol/decision.ts';
import type { CompactTask } from '../protocol/plan.ts';
import { worstCaseOf } from './money-questions.ts';
import { takeCode } from './model-questions.ts';
import { taskOf, type Checkpoint, type Run, type TaskState } from './run-state.ts';
import { complete, fail } from './scheduler.ts';
import { taskError } from './task-error.ts';

/**
 * The one function behind the `decide` signal and the `decideCheckpoint` update. Every decision is
 * recorded; a stale, duplicate or unknown one changes nothing and its sender is told so.
 */
export function applyDecision(run: Run, decision: Decision, nowMs: number): DecisionRecord {
  const { effect, answer, checkpoint } = judge(run, decision);
  const record: DecisionRecord = { decision, effect, answer, at: new Date(nowMs).toISOString() };
  run.state.decisions.push(record);
  if (effect === 'accepted' && checkpoint) carryOut(run, checkpoint, decision, nowMs);
  return record;
}

/** Why the modifications of a decision would change nothing: only the limit of a budget question can be modified, by going on. */
export function misplacedModifications(run: Run, decision: Decision): string | undefined {
  if (decision.modifications === undefined) return undefined;
  const asked = run.state.checkpoints.find((open) => open.checkpointId === decision.checkpoint);
  if (asked === undefined || (asked.about.kind === 'budget' && decision.decision === 'continue'))
    return undefined;
  return `Modifications go with \`continue\` on a budget question; ${decision.decision} on ${decision.checkpoint} modifies nothing, so nothing was done.`;
}

/** Records a decision that changes nothing. */
export function recordRefused(run: Run, decision: Decision, answer: string, nowMs: number): DecisionRecord {
  const at = new Date(nowMs).toISOString();
  const record: DecisionRecord = { decision, effect: 'not_allowed', answer, at };
  run.state.decisions.push(record);
  return record;
}

/** A signal that is no decision is kept in the audit list too, so that its sender can find out why nothing happened. */
export function recordMalformed(run: Run, reason: string, nowMs: number): void {
  const at = new Date(nowMs).toISOString();
  const decision: Decision = {
    checkpoint: '',
    digest: '',
    decision: 'continue',
    by: '',
    decision_id: `malformed/${at}`,
  };
  run.state.decisions.push({ decision, effect: 'malformed', answer: reason, at });
}

interface Judgement {
  effect: DecisionEffect;
  answer: string;
  checkpoint?: Checkpoint;
}

function judge(run: Run, decision: Decision): Judgement {
  const earlier = run.state.decisions.find(
    (record) => record.effect === 'accepted' && record.decision.decision_id === decision.decision_id,
  );
  if (earlier) return { effect: 'duplicate', answer: `This decision was received before: ${earlier.answer}` };
  const checkpoint = run.state.checkpoints.find((open) => open.checkpointId === decision.checkpoint);
  if (!checkpoint) return notOpen(run, decision);
  if (checkpoint.digest !== decision.digest) {
    return {
      effect: 'stale',
      answer: `What is shown has changed since: look again and name the digest ${checkpoint.digest}.`,
    };
  }
  if (!checkpoint.allowed.includes(decision.decision)) {
    return { effect: 'not_allowed', answer: `Here one may answer ${checkpoint.allowed.join(', ')}.` };
  }
  if (
    checkpoint.about.kind === 'budget' &&
    decision.decision === 'continue' &&
    !raisesEnough(run, checkpoint.about, decision)
  ) {
    return {
      effect: 'not_allowed',
      answer: `To continue, set modifications.stop_usd to at least ${neededUsd(run, checkpoint.about).toFixed(4)}.`,
    };
  }
  return {
    effect: 'accepted',
    answer: `${decision.by} decided ${decision.decision} on ${decision.checkpoint}.`,
    checkpoint,
  };
}

function notOpen(run: Run, decision: Decision): Judgement {
  const open = run.state.checkpoints.map((checkpoint) => checkpoint.checkpointId).join(', ') || 'none';
  const decided = run.state.decisions.find(
    (record) => record.effect === 'accepted' && record.decision.checkpoint === decision.checkpoint,
  );
  if (decided)
    return { effect: 'duplicate', answer: `${decision.checkpoint} was decided already: ${decided.answer}` };
  return {
    effect: 'unknown_checkpoint',
    answer: `No checkpoint ${decision.checkpoint} is open. Open now: ${open}.`,
  };
}

type BudgetQuestion = Extract<Checkpoint['about'], { kind: 'budget' }>;

function raisesEnough(run: Run, question: BudgetQuestion, decision: Decision): boolean {
  return (decision.modifications?.stop_usd ?? 0) >= neededUsd(run, question);
}

/** What was asked for, or more, if more was spent or reserved since: a limit is never set below that. */
function neededUsd(run: Run, { taskId, neededUsd: asked }: BudgetQuestion): number {
  const { task, state } = taskOf(run, taskId);
  return Math.max(asked, limitFor(run.state.ledger, worstCaseOf(task, state)));
}

function carryOut(run: Run, checkpoint: Checkpoint, decision: Decision, nowMs: number): void {
  closeCheckpoint(run, checkpoint.checkpointId);
  const { taskId } = checkpoint.about;
  if (decision.decision === 'abort')
    return abortRun(run, decision.by, decision.note ?? `abort on ${checkpoint.checkpointId}`, nowMs);
  const { task, state } = taskOf(run, taskId);
  switch (checkpoint.about.kind) {
    case 'task':
      if (decision.decision === 'continue') return confirm(run, checkpoint, decision, nowMs);
      return task.verifiedByPerson
        ? makeAgain(task, state, checkpoint, decision)
        : lookAgain(run, taskId, nowMs);
    case 'budget':
      run.state.ledger.stopUsd = decision.modifications?.stop_usd ?? run.state.ledger.stopUsd;
      return goOnTogether(run, checkpoint.checkpointId);
    case 'billing':
      if (decision.decision === 'continue') return giveUpTogether(run, checkpoint, decision.by, nowMs);
      return goOnTogether(run, checkpoint.checkpointId);
    case 'model_question':
      if (decision.decision === 'continue') return takeCode(run, taskId, checkpoint.about.evidence, nowMs);
      return askAgain(state, checkpoint, decision);
    case 'conflict':
      state.overwrite = decision.decision === 'continue';
      return goTo(state, 'write');
    case 'error': {
      if (decision.decision === 'retry') return goTo(state, state.step);
      const { code } = checkpoint.about;
      const error = taskError(code, checkpoint.shown, `${decision.by} went on without it`);
      return fail(run, taskId, error, nowMs);
    }
    case 'repeated_failure':
    case 'refusal':
      if (decision.decision === 'continue') {
        return fail(
          run,
          taskId,
          taskError('same_failure_twice', checkpoint.shown, `${decision.by} went on without it`),
          nowMs,
        );
      }
      return askAgain(state, checkpoint, decision);
  }
}

/** What a person did not verify is made and checked once more, code by a new question to the model, and they are asked again. */
function makeAgain(task: CompactTask, state: TaskState, checkpoint: Checkpoint, decision: Decision): void {
  state.passedEvidence = [];
  askAgain(state, checkpoint, decision);
  goTo(state, firstStep(task));
}

/**
 * A question of its own to the model, with what the person said, and to what. What was shown to them beside it may tell of
 * samples that are kept from the model.
 */
function askAgain(state: TaskState, { question }: Checkpoint, decision: Decision): void {
  const { note, decision_id: decisionId } = decision;
  if (note !== undefined) (state.notes ??= []).push({ about: question.slice(0, 1_000), note });
  state.decisionId = decisionId;
  goTo(state, 'produce_code');
}

/** One answer about money is for all that wait for it. */
function goOnTogether(run: Run, checkpointId: string): void {
  for (const taskId of tasksWaitingFor(run, checkpointId)) {
    const { state } = taskOf(run, taskId);
    goTo(state, state.step);
  }
}

function giveUpTogether(run: Run, { checkpointId, shown }: Checkpoint, by: string, nowMs: number): void {
  for (const taskId of tasksWaitingFor(run, checkpointId))
    fail(run, taskId, taskError('model_billing', shown, `${by} went on without it`), nowMs);
}

/** A person's yes is the evidence of a checkpoint, of manual work and of what they verified; it names who, and the digest of what they saw. */
function confirm(run: Run, checkpoint: Checkpoint, decision: Decision, nowMs: number): void {
  const { task, state } = taskOf(run, checkpoint.about.taskId);
  const what = task.verifiedByPerson ? 'verified it' : 'decided continue';
  state.passedEvidence.push({
    passed: true,
    summary: `${decision.by} ${what}${decision.note ? `: ${decision.note}` : '.'}`,
    evidenceHash: checkpoint.digest,
    failureSignature: '',
  });
  complete(run, checkpoint.about.taskId, nowMs);
}
