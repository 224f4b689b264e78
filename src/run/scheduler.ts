import { BLOCKER_RULES } from '../plan/blocker.ts';
import type { CompactTask } from '../plan/compact-plan.ts';
import { taskOf, type Run, type TaskState } from './run-state.ts';

/** Statuses of tasks that will not do anything any more. */
export function isSettled(state: TaskState): boolean {
  return (
    state.status === 'completed' ||
    state.status === 'failed' ||
    state.status === 'skipped' ||
    (state.status === 'blocked' && state.error !== undefined)
  );
}

/** True while the task has work under way: it then uses one of `max_parallel` (waiting for people or time does not). */
export function isWorking(state: TaskState): boolean {
  return state.waiting?.for === 'effect' || state.waiting?.for === 'owner';
}

/**
 * Tasks that may take their next step now, in order of priority, then of declaration (M14). Respects
 * `max_parallel`, declared exclusions and blockers; the caller starts all of them.
 */
export function tasksToAdvance(run: Run): string[] {
  if (run.state.aborted) return [];
  const working = run.state.plan.tasks.filter((task) => isWorking(taskOf(run, task.id).state));
  const busy = new Set(working.map((task) => task.id));
  const chosen: string[] = [];
  for (const task of candidates(run)) {
    if (busy.size >= run.state.plan.maxParallel) break;
    if (excluded(task, busy, run)) continue;
    busy.add(task.id);
    chosen.push(task.id);
  }
  return chosen;
}

function candidates(run: Run): CompactTask[] {
  const blocked = blockedByReadiness(run);
  return run.state.plan.tasks
    .filter((task) => {
      const { state } = taskOf(run, task.id);
      return (
        (state.status === 'ready' || state.status === 'running' || state.status === 'verifying') &&
        !state.waiting &&
        !blocked(task.id)
      );
    })
    .toSorted((a, b) => b.priority - a.priority);
}

function excluded(task: CompactTask, busy: Set<string>, run: Run): boolean {
  if (task.excludes.some((other) => busy.has(other))) return true;
  return [...busy].some((other) => run.tasksById.get(other)?.excludes.includes(task.id));
}

/** Answers whether a readiness blocker holds a task back; all tasks, when it allows no partial progress (C6). */
export function blockedByReadiness(run: Run): (taskId: string) => boolean {
  const { blockers } = run.state.readiness;
  if (blockers.some((blocker) => !BLOCKER_RULES[blocker.type].canProceedPartial)) return () => true;
  const affected = new Set(blockers.flatMap((blocker) => blocker.affectedTasks));
  return (taskId) => affected.has(taskId);
}

/** Marks a task completed and makes dependants ready whose last dependency it was. */
export function complete(run: Run, taskId: string, nowMs: number): void {
  const { state } = taskOf(run, taskId);
  state.status = 'completed';
  state.step = 'end';
  state.endedAtMs = nowMs;
  delete state.waiting;
  for (const dependantId of run.dependants.get(taskId) ?? []) {
    const dependant = taskOf(run, dependantId).state;
    dependant.pendingDependencies -= 1;
    if (dependant.pendingDependencies === 0 && dependant.status === 'pending') dependant.status = 'ready';
  }
}

/** Marks a task failed; everything that needs it, directly or not, becomes blocked and says by what (C3). */
export function fail(run: Run, taskId: string, error: NonNullable<TaskState['error']>, nowMs: number): void {
  const { state } = taskOf(run, taskId);
  state.status = 'failed';
  state.step = 'end';
  state.error = error;
  state.endedAtMs = nowMs;
  delete state.waiting;
  blockDependants(run, taskId, nowMs);
}

/** Every task that needs `taskId`, directly or through others, becomes blocked. */
export function blockDependants(run: Run, taskId: string, nowMs: number): void {
  const queue = [...(run.dependants.get(taskId) ?? [])];
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    const { state } = taskOf(run, next);
    if (isSettled(state)) continue;
    state.status = 'blocked';
    state.endedAtMs = nowMs;
    state.error = {
      code: 'dependency_failed',
      message: `Needs ${taskId}, which did not complete.`,
      fix: `Mend ${taskId}, then run again.`,
      recoverable: true,
      resolutionAttempted: '',
    };
    queue.push(...(run.dependants.get(next) ?? []));
  }
}
