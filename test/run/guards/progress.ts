import assert from 'node:assert/strict';
import type { CompactTask } from '../../../src/protocol/plan.ts';
import { isFinished, runStatus } from '../../../src/run/ending.ts';
import { nextDeadlineMs } from '../../../src/run/readiness.ts';
import type { TaskState } from '../../../src/run/run-state.ts';
import type { Guard, Moment } from '../moment.ts';
import type { Scenario } from '../scenarios.ts';
import { dependenciesAreCompleted, exclude, hasEnded, isHeldBack, stateIn, tasksById } from './oracle.ts';

/** Every task that has not ended is at work, or waits for something that exists and will come. */
export function nothingLost({ plan }: Scenario): Guard {
  const taskOf = tasksById(plan);
  return (moment) => {
    const { state } = moment.run;
    if (state.aborted) return;
    for (const task of plan.tasks) {
      const own = stateIn(state, task.id);
      if (hasEnded(own))
        assert.ok(own.waiting?.for !== 'decision' && own.waiting?.for !== 'time', `${task.id} ended`);
      else {
        const isReady = own.status === 'ready';
        assert.ok(!isReady || dependenciesAreCompleted(state, task), `${task.id} is not ready`);
        assert.ok(own.status !== 'pending' || !dependenciesAreCompleted(state, task), `${task.id} is ready`);
        assert.ok(hasReason(moment, task, own, taskOf), `${task.id} is lost: ${JSON.stringify(own)}`);
      }
    }
    const waitsForTime = plan.tasks.some(({ id }) => stateIn(state, id).waiting?.for === 'time');
    const isMissing = state.readiness.blockers.length > 0;
    const isLimited = state.checkpoints.some(
      ({ about, escalated }) =>
        taskOf(about.taskId).ifBlocked.written === true &&
        about.kind !== 'budget' &&
        about.kind !== 'billing' &&
        !escalated,
    );
    assert.equal(
      nextDeadlineMs(moment.run) !== undefined,
      waitsForTime || isMissing || isLimited,
      'a deadline for nothing',
    );
    for (const { about, checkpointId } of state.checkpoints) {
      const { waiting } = stateIn(state, about.taskId);
      assert.ok(
        waiting?.for === 'decision' && waiting.checkpointId === checkpointId,
        `nobody asks ${checkpointId}`,
      );
    }
  };
}

function hasReason(
  { run, underWay, nowMs }: Moment,
  task: CompactTask,
  { waiting }: TaskState,
  taskOf: (taskId: string) => CompactTask,
): boolean {
  const { state } = run;
  const ownWork = underWay.filter((effect) => effect.taskId === task.id);
  switch (waiting?.for) {
    case 'effect':
      return ownWork.length === 1 && ownWork[0]?.kind !== 'ask_owner';
    case 'owner': {
      const [effect] = ownWork;
      return effect?.kind === 'ask_owner' && effect.request.requestId === waiting.requestId;
    }
    case 'decision':
      return state.checkpoints.some(
        ({ checkpointId, about }) =>
          checkpointId === waiting.checkpointId &&
          (about.taskId === task.id || about.kind === 'budget' || about.kind === 'billing'),
      );
    case 'time':
      return waiting.untilMs > nowMs && (nextDeadlineMs(run) ?? Infinity) <= waiting.untilMs;
    case undefined:
      break;
  }
  if (ownWork.length > 0) return false;
  if (!dependenciesAreCompleted(state, task))
    return task.dependsOn.some((id) => !hasEnded(stateIn(state, id)));
  if (isHeldBack(state, task.id)) return nextDeadlineMs(run) !== undefined;
  const isFull = underWay.length >= state.plan.maxParallel;
  return isFull || underWay.some((effect) => exclude(taskOf(effect.taskId), task));
}

/** A run is over exactly when all of its tasks are, or when it was aborted; then each says what became of it. */
export function ending({ plan }: Scenario): Guard {
  return ({ run }) => {
    const states = plan.tasks.map((task) => ({ task, own: stateIn(run.state, task.id) }));
    const isOver = run.state.aborted !== undefined || states.every(({ own }) => hasEnded(own));
    assert.equal(isFinished(run), isOver);
    if (!isOver) return;
    const incomplete = states.filter(({ own }) => own.status !== 'completed');
    for (const { task, own } of incomplete)
      assert.ok(own.error ?? own.skippedReason, `${task.id} does not say why`);
    assert.equal(runStatus(run), endedAs(run.state.aborted !== undefined, incomplete));
  };
}

function endedAs(wasAborted: boolean, incomplete: { task: CompactTask }[]): string {
  if (wasAborted) return 'aborted';
  if (incomplete.length === 0) return 'completed';
  return incomplete.some(({ task }) => task.critical) ? 'failed' : 'completed_with_errors';
}

/** Money, counts and times of what is over still come in; nothing else about it changes, unless a person asks for it again. */
export function endedForGood({ plan }: Scenario): Guard {
  const taskOf = tasksById(plan);
  const ended = new Map<string, string>();
  return ({ happened, run: { state } }) => {
    for (const id of lookedAtAgain(happened).flatMap((taskId) =>
      taskOf(taskId).verifiedByPerson ? [] : taskOf(taskId).dependsOn,
    ))
      ended.delete(id);
    for (const { id } of plan.tasks) {
      const own = stateIn(state, id);
      const { waiting: _, pendingDependencies: __, reservedUsd: ___, ...kept } = own;
      const { costUsd: _c, inputTokens: _i, outputTokens: _o, modelCalls: _m, ...rest } = kept;
      const now = JSON.stringify(rest);
      assert.equal(now, ended.get(id) ?? now, `${id} had ended`);
      if (hasEnded(own)) ended.set(id, now);
    }
  };
}

/** The checkpoint whose `retry` was accepted: what it depends on is checked again. */
function lookedAtAgain(happened: Moment['happened']): string[] {
  if (happened.kind !== 'decision' || happened.record.effect !== 'accepted') return [];
  const { decision, before } = happened;
  const about = before.checkpoints.find((open) => open.checkpointId === decision.checkpoint)?.about;
  return about?.kind === 'task' && decision.decision === 'retry' ? [about.taskId] : [];
}
