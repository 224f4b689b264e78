import assert from 'node:assert/strict';
import type { Guard } from '../moment.ts';
import type { Scenario } from '../scenarios.ts';
import {
  dependenciesAreCompleted,
  exclude,
  hasEnded,
  isAble,
  isHeldBack,
  needs,
  stateIn,
  tasksById,
} from './oracle.ts';

/** No task starts before all that it needs is done. */
export function order({ plan }: Scenario): Guard {
  const taskOf = tasksById(plan);
  return ({ started, run: { state } }) => {
    for (const { taskId } of started) {
      const task = taskOf(taskId);
      assert.ok(
        dependenciesAreCompleted(state, task),
        `${taskId} starts before ${task.dependsOn.join(', ')}`,
      );
    }
  };
}

/** Never more at once than allowed, and never two that exclude each other. */
export function limits({ plan }: Scenario): Guard {
  const taskOf = tasksById(plan);
  return ({ underWay, run }) => {
    if (run.state.aborted) return;
    const atWork = underWay.map(({ taskId }) => taskId);
    assert.ok(atWork.length <= plan.maxParallel, `${atWork.length} at work`);
    for (const [index, one] of atWork.entries()) {
      for (const other of atWork.slice(index + 1)) {
        assert.notEqual(one, other, `${one} does two things at once`);
        assert.ok(!exclude(taskOf(one), taskOf(other)), `${one} works while ${other} does`);
      }
    }
  };
}

/** Of those that could start, the most urgent does; of equals, the one declared first. */
export function urgency({ plan }: Scenario): Guard {
  const taskOf = tasksById(plan);
  const byUrgency = plan.tasks.toSorted((a, b) => b.priority - a.priority).map((task) => task.id);
  let couldStart = new Set<string>();
  return ({ started, underWay, run }) => {
    const left = plan.tasks.filter((task) => isAble(run, task) && !isHeldBack(run.state, task.id));
    for (const { taskId } of started) {
      for (const waiting of left) {
        const isMoreUrgent = byUrgency.indexOf(waiting.id) < byUrgency.indexOf(taskId);
        const isKeptOut = underWay.some((effect) => exclude(taskOf(effect.taskId), waiting));
        const becameAbleJustNow = !couldStart.has(waiting.id);
        assert.ok(!isMoreUrgent || isKeptOut || becameAbleJustNow, `${taskId} starts before ${waiting.id}`);
      }
    }
    couldStart = new Set(left.map((task) => task.id));
  };
}

/** What is critical has passed before anything of its n8n workflow goes live. */
export function activation({ plan }: Scenario): Guard {
  const taskOf = tasksById(plan);
  return ({ started, run: { state } }) => {
    for (const effect of started) {
      if (effect.kind !== 'ask_owner' || effect.request.operation.kind !== 'activate') continue;
      for (const task of plan.tasks) {
        if (!task.critical || task.component !== effect.componentId || task.id === effect.taskId) continue;
        const comesAfter = needs(taskOf, task.id, effect.taskId);
        assert.ok(
          comesAfter || stateIn(state, task.id).status === 'completed',
          `live before ${task.id} has passed`,
        );
      }
    }
  };
}

/** Nothing starts in a run that was aborted or cancelled, nor for a task that has ended. */
export function stopped({ plan }: Scenario): Guard {
  let aborted = false;
  return ({ started, happened, run: { state } }) => {
    aborted ||= happened.kind === 'cancelled';
    aborted ||=
      happened.kind === 'decision' &&
      happened.record.effect === 'accepted' &&
      happened.decision.decision === 'abort';
    if (aborted) assert.ok(state.aborted, 'the run was to be aborted');
    if (state.aborted) {
      assert.deepEqual(started, []);
      assert.deepEqual(state.checkpoints, [], 'questions are left open');
      for (const task of plan.tasks) assert.ok(hasEnded(stateIn(state, task.id)), `${task.id} goes on`);
    }
    for (const { taskId } of started) assert.ok(!hasEnded(stateIn(state, taskId)), `${taskId} has ended`);
  };
}

/** Requests to owners have ids of their own, so that an answer is never taken for another one's. */
export function requestIds(): Guard {
  const seen = new Set<string>();
  return ({ started }) => {
    for (const effect of started) {
      if (effect.kind !== 'ask_owner') continue;
      const { requestId } = effect.request;
      assert.ok(!seen.has(requestId), `request ${requestId} twice`);
      seen.add(requestId);
    }
  };
}
