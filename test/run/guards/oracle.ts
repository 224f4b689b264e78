import type { CompactPlan, CompactTask } from '../../../src/protocol/plan.ts';
import type { Run, RunState, TaskState } from '../../../src/run/run-state.ts';
import type { BlockerType } from '../../../src/protocol/run.ts';

/*
 * What the guards know by themselves, so that they do not ask the code that they guard.
 */

export function stateIn(state: RunState, taskId: string): TaskState {
  const found = Object.hasOwn(state.tasks, taskId) ? state.tasks[taskId] : undefined;
  if (!found) throw new Error(`No state of task ${taskId}`);
  return found;
}

export function tasksById(plan: CompactPlan): (taskId: string) => CompactTask {
  const tasks = new Map(plan.tasks.map((task) => [task.id, task]));
  return (taskId) => {
    const task = tasks.get(taskId);
    if (!task) throw new Error(`No task ${taskId}`);
    return task;
  };
}

/** True for a task that is through: completed, failed, skipped, or blocked for good. */
export function hasEnded({ status, error }: TaskState): boolean {
  return ['completed', 'failed', 'skipped'].includes(status) || (status === 'blocked' && error !== undefined);
}

export function dependenciesAreCompleted(state: RunState, task: CompactTask): boolean {
  return task.dependsOn.every((id) => stateIn(state, id).status === 'completed');
}

const STOPS_EVERYTHING: Record<BlockerType, boolean> = {
  missing_confirmation: true,
  missing_credential: false,
  ambiguous_spec: false,
  dependency_failed: false,
  environment_unavailable: true,
};

/** True if something that is missing holds the task back. */
export function isHeldBack({ readiness }: RunState, taskId: string): boolean {
  return readiness.blockers.some(
    (blocker) => STOPS_EVERYTHING[blocker.type] || blocker.affectedTasks.includes(taskId),
  );
}

/** True for a task that could take its next step if there were a place for it and nothing were missing. */
export function isAble({ state }: Pick<Run, 'state'>, task: CompactTask): boolean {
  const own = stateIn(state, task.id);
  return !hasEnded(own) && own.waiting === undefined && dependenciesAreCompleted(state, task);
}

/** True if one of the two may not work while the other does. */
export function exclude(one: CompactTask, other: CompactTask): boolean {
  return one.excludes.includes(other.id) || other.excludes.includes(one.id);
}

/** True if `taskId` depends on `onId`, directly or through others. */
export function needs(taskOf: (taskId: string) => CompactTask, taskId: string, onId: string): boolean {
  const direct = taskOf(taskId).dependsOn;
  return direct.includes(onId) || direct.some((id) => needs(taskOf, id, onId));
}
