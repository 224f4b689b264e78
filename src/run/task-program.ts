import type { CompactTask } from '../protocol/plan.ts';
import { reserve } from './budget-ledger.ts';
import type { Effect } from './effects.ts';
import { activationObstacle } from './activation.ts';
import { askForBudget, waitsForBilling, worstCaseOf } from './money-questions.ts';
import { taskOf, type Run, type TaskState } from './run-state.ts';
import { complete, fail, tasksToAdvance } from './scheduler.ts';
import { taskError } from './task-error.ts';

/**
 * Lets every task that may go on take its next step, and returns the effects to start now (a task is a pure
 * state machine, its effects are activities).
 */
export function nextEffects(run: Run, nowMs: number): Effect[] {
  const effects: Effect[] = [];
  // A task that ends without an effect makes others ready at once.
  for (let next = tasksToAdvance(run); next.length > 0; next = tasksToAdvance(run)) {
    effects.push(...next.flatMap((taskId) => advance(run, taskId, nowMs) ?? []));
  }
  return effects;
}

function advance(run: Run, taskId: string, nowMs: number): Effect | undefined {
  const { task, state } = taskOf(run, taskId);
  state.startedAtMs ??= nowMs;
  state.status = state.step === 'check' ? 'verifying' : 'running';
  switch (state.step) {
    case 'produce_code':
      return produceCode(run, task, state, nowMs);
    case 'write':
      return task.kind === 'activation'
        ? activate(run, task, state, nowMs)
        : applyNodes(run, task, state, nowMs);
    case 'check':
      state.waiting = { for: 'effect', sinceMs: nowMs };
      return {
        kind: 'check',
        taskId,
        round: state.round,
        ...(state.codeHash && { codeHash: state.codeHash }),
        ...(state.unavailable && { waitedMs: nowMs - state.unavailable.sinceMs }),
      };
    case 'describe':
      state.waiting = { for: 'effect', sinceMs: nowMs };
      return { kind: 'describe', taskId, round: state.round };
    case 'decide':
      return undefined;
    case 'end':
      complete(run, taskId, nowMs);
      return undefined;
  }
}

function produceCode(run: Run, task: CompactTask, state: TaskState, nowMs: number): Effect | undefined {
  const { id: taskId } = task;
  const worstCaseUsd = worstCaseOf(task, state);
  if (worstCaseUsd > 0 && waitsForBilling(run, taskId, nowMs)) return undefined;
  if (!reserve(run.state.ledger, worstCaseUsd)) {
    askForBudget(run, taskId, worstCaseUsd, nowMs);
    return undefined;
  }
  state.reservedUsd = worstCaseUsd;
  state.waiting = { for: 'effect', sinceMs: nowMs };
  state.asks = (state.asks ?? 0) + 1;
  return {
    kind: 'produce_code',
    taskId,
    round: state.round,
    failedEvidence: state.failedEvidence.map((evidence) => evidence.evidenceHash),
    ...(state.codeHash && { previousCodeHash: state.codeHash }),
    ...(state.decisionId && { decisionId: state.decisionId }),
    ...(state.notes && { notes: state.notes }),
    ...(state.cutOffs && { cutOffs: state.cutOffs }),
    ask: state.asks,
  };
}

function applyNodes(run: Run, task: CompactTask, state: TaskState, nowMs: number): Effect {
  const codeHashes = state.codeHash ? { [task.id]: state.codeHash } : {};
  const { specificationHash, environmentHash } = run.state.plan;
  return askOwner(task, state, nowMs, {
    kind: 'apply',
    taskId: task.id,
    specificationHash,
    environmentHash,
    codeHashes,
    overwrite: state.overwrite,
  });
}

/** Nothing goes live while a critical task of the same n8n workflow has not passed. */
function activate(run: Run, task: CompactTask, state: TaskState, nowMs: number): Effect | undefined {
  const obstacle = activationObstacle(run, task);
  if (obstacle) {
    fail(run, task.id, taskError('dependency_failed', obstacle), nowMs);
    return undefined;
  }
  return askOwner(task, state, nowMs, { kind: 'activate', environmentHash: run.state.plan.environmentHash });
}

type OwnerOperation = Extract<Effect, { kind: 'ask_owner' }>['request']['operation'];

function askOwner(task: CompactTask, state: TaskState, nowMs: number, operation: OwnerOperation): Effect {
  state.requests += 1;
  const requestId = `${task.id}#${state.round}.${state.requests}`;
  state.waiting = { for: 'owner', requestId, sinceMs: nowMs };
  return {
    kind: 'ask_owner',
    taskId: task.id,
    round: state.round,
    componentId: task.n8nComponent ?? task.component ?? '',
    request: { requestId, operation },
  };
}
