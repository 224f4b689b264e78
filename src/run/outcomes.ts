import type { EvidenceSummary } from '../protocol/evidence.ts';
import type { CompactTask } from '../protocol/plan.ts';
import type { ModelUsage } from '../protocol/activities.ts';
import type { OwnerAnswer } from '../protocol/owner.ts';
import { afterError, isWaitedFor } from './after-error.ts';
import { settle } from './budget-ledger.ts';
import { openCheckpoint } from './checkpoints.ts';
import type { Outcome } from './effects.ts';
import { goTo } from './go-to.ts';
import { askWhatTheModelAsks, takeCode, withRemarks } from './model-questions.ts';
import { afterFailedCheck } from './repair.ts';
import { isSettled, isWorking } from './roster.ts';
import { taskOf, type Run, type TaskState } from './run-state.ts';
import { complete } from './scheduler.ts';
import { isTransient } from './task-error.ts';
import { afterUnanswered, askForMore, mayAskForMore } from './unanswered.ts';
import { waitForService } from './wait-for-service.ts';

/**
 * Takes in what came of a task's effect. One that nobody waits for (the answer of an owner that came twice, an effect of a
 * task that has ended) changes nothing but the bill.
 */
export function applyOutcome(run: Run, taskId: string, outcome: Outcome, nowMs: number): void {
  const { task, state } = taskOf(run, taskId);
  if (outcome.kind === 'owner_answered' && !awaits(state, outcome.answer)) return;
  settleReservation(run, state, outcome, nowMs);
  if ('remarks' in outcome && outcome.remarks) state.remarks = withRemarks(state.remarks, outcome.remarks);
  if (isSettled(state)) delete state.waiting;
  if (!isWorking(state)) return;
  if (!isUnavailable(run, outcome)) delete state.unavailable;
  if (hasAnswer(outcome)) delete state.brokenCalls;
  switch (outcome.kind) {
    case 'code_produced':
      state.codeHash = outcome.codeHash;
      if (outcome.questions)
        return askWhatTheModelAsks(run, taskId, outcome.questions, outcome.evidence, nowMs);
      return takeCode(run, taskId, outcome.evidence, nowMs);
    case 'code_unusable':
      if (outcome.questions)
        return askWhatTheModelAsks(run, taskId, outcome.questions, outcome.evidence, nowMs);
      if (outcome.wasCutOff && mayAskForMore(state)) return askForMore(state, outcome.evidence);
      return afterFailedCheck(run, taskId, outcome.evidence, nowMs);
    case 'refused':
      return askAboutRefusal(run, taskId, outcome.reason, nowMs);
    case 'unanswered':
      return afterUnanswered(run, taskId, outcome, nowMs);
    case 'owner_answered':
      return takeOwnerAnswer(run, task, state, outcome.answer, nowMs);
    case 'checked':
      return takeEvidence(run, task, state, outcome.evidence, nowMs);
    case 'described':
      return openTaskCheckpoint(run, task, outcome, nowMs);
    case 'unavailable':
      return waitForService(run, task, state, outcome, nowMs);
    case 'failed':
      return afterError(run, taskId, outcome, nowMs);
  }
}

function awaits(state: TaskState, answer: OwnerAnswer): boolean {
  return state.waiting?.for === 'owner' && state.waiting.requestId === answer.requestId;
}

function hasAnswer({ kind }: Outcome): boolean {
  return kind === 'code_produced' || kind === 'code_unusable' || kind === 'refused';
}

function isUnavailable(run: Run, outcome: Outcome): boolean {
  if (outcome.kind === 'owner_answered') {
    const { answer } = outcome;
    return answer.outcome === 'unavailable' || (answer.outcome === 'failed' && isWaitedFor(run, answer.code));
  }
  if (outcome.kind === 'unanswered') return isTransient(outcome.code);
  return outcome.kind === 'unavailable' || (outcome.kind === 'failed' && isWaitedFor(run, outcome.code));
}

function settleReservation(run: Run, state: TaskState, outcome: Outcome, nowMs: number): void {
  const usage = 'usage' in outcome ? outcome.usage : undefined;
  settle(run.state.ledger, state.reservedUsd, usage?.costUsd ?? 0, nowMs);
  state.reservedUsd = 0;
  if (outcome.kind === 'code_produced' && outcome.reused) run.state.ledger.reusedAnswers += 1;
  if (usage) countUsage(state, usage);
  if (usage?.answerHash) (state.answerHashes ??= []).push(usage.answerHash);
}

function countUsage(state: TaskState, usage: ModelUsage): void {
  state.costUsd += usage.costUsd;
  state.inputTokens += usage.inputTokens;
  state.outputTokens += usage.outputTokens;
  state.modelCalls += usage.calls ?? (usage.inputTokens + usage.outputTokens > 0 ? 1 : 0);
}

function takeOwnerAnswer(
  run: Run,
  task: CompactTask,
  state: TaskState,
  answer: OwnerAnswer,
  nowMs: number,
): void {
  switch (answer.outcome) {
    case 'done': {
      const component = run.state.components[task.n8nComponent ?? task.component ?? ''];
      if (component)
        Object.assign(component, {
          active: answer.active,
          nodes: answer.nodes,
          connections: answer.connections,
          ...(answer.restorePoint && { restorePoint: answer.restorePoint }),
        });
      state.change = answer.change;
      state.overwrite = false;
      return goTo(state, 'check');
    }
    case 'conflict':
      return openCheckpoint(run, task.id, nowMs, {
        prefix: `${task.id}?`,
        about: { kind: 'conflict', taskId: task.id },
        question: `Somebody edited what ${task.id} owns in n8n. Overwrite the edit (continue), look again (retry), or stop (abort)?`,
        digest: answer.digest,
        shown: answer.shown,
        allowed: ['continue', 'retry', 'abort'],
      });
    case 'unavailable':
      return waitForService(run, task, state, { code: 'n8n_unreachable', reason: answer.reason }, nowMs);
    case 'failed':
      return afterError(run, task.id, answer, nowMs);
    case 'restored':
    case 'kept':
      // Answers to a rollback, which no task asks for.
      return;
  }
}

function takeEvidence(
  run: Run,
  task: CompactTask,
  state: TaskState,
  evidence: EvidenceSummary,
  nowMs: number,
): void {
  if (evidence.passed) {
    state.passedEvidence.push(evidence);
    return task.verifiedByPerson ? goTo(state, 'describe') : complete(run, task.id, nowMs);
  }
  afterFailedCheck(run, task.id, evidence, nowMs);
}

function openTaskCheckpoint(
  run: Run,
  task: CompactTask,
  described: Extract<Outcome, { kind: 'described' }>,
  nowMs: number,
): void {
  taskOf(run, task.id).state.step = 'decide';
  openCheckpoint(run, task.id, nowMs, {
    prefix: task.id,
    about: { kind: 'task', taskId: task.id },
    question: described.question,
    digest: described.digest,
    shown: described.shown,
    allowed: task.kind === 'manual' ? ['continue', 'abort'] : ['continue', 'retry', 'abort'],
  });
}

function askAboutRefusal(run: Run, taskId: string, reason: string, nowMs: number): void {
  openCheckpoint(run, taskId, nowMs, {
    prefix: `${taskId}?`,
    about: { kind: 'refusal', taskId },
    question: `The model declined ${taskId}. Ask it again (retry), go on without this task (continue), or stop (abort)?`,
    digest: `refusal-${taskOf(run, taskId).state.questions + 1}`,
    shown: reason,
    allowed: ['continue', 'retry', 'abort'],
  });
}
