import { BLOCKER_RULES } from '../plan/blocker.ts';
import { leaveCheckpoint } from './checkpoints.ts';
import { isSettled, isWorking, rosterOf } from './roster.ts';
import { taskOf, type Run, type TaskState } from './run-state.ts';

/**
 * Tasks that may take their next step now, in order of priority, then of declaration. Respects
 * `max_parallel`, declared exclusions and blockers; the caller starts all of them.
 */
export function tasksToAdvance(run: Run): string[] {
  if (run.state.aborted) return [];
  const { able, working, rank } = rosterOf(run);
  const blocked = blockedByReadiness(run);
  const busy = new Set(working);
  const chosen: string[] = [];
  for (const taskId of [...able].toSorted((a, b) => (rank.get(a) ?? 0) - (rank.get(b) ?? 0))) {
    if (busy.size >= run.state.plan.maxParallel) break;
    if (blocked(taskId) || excluded(run, taskId, busy)) continue;
    busy.add(taskId);
    chosen.push(taskId);
  }
  return chosen;
}

function excluded(run: Run, taskId: string, busy: Set<string>): boolean {
  if (run.tasksById.get(taskId)?.excludes.some((other) => busy.has(other))) return true;
  return [...busy].some((other) => run.tasksById.get(other)?.excludes.includes(taskId));
}

/** Answers whether a readiness blocker holds a task back; all tasks, when it allows no partial progress. */
export function blockedByReadiness(run: Run): (taskId: string) => boolean {
  const { blockers } = run.state.readiness;
  if (blockers.some((blocker) => !BLOCKER_RULES[blocker.type].canProceedPartial)) return () => true;
  const affected = new Set(blockers.flatMap((blocker) => blocker.affectedTasks));
  return (taskId) => affected.has(taskId);
}

/** Nothing more happens to a task. @returns its state, for what else is to be said of the end */
export function endTask(
  run: Run,
  taskId: string,
  status: 'completed' | 'failed' | 'skipped',
  nowMs: number,
): TaskState {
  const { state } = taskOf(run, taskId);
  state.status = status;
  state.step = 'end';
  state.endedAtMs = nowMs;
  delete state.waiting;
  return state;
}

/** Marks a task completed and makes dependants ready whose last dependency it was. */
export function complete(run: Run, taskId: string, nowMs: number): void {
  endTask(run, taskId, 'completed', nowMs);
  for (const dependantId of run.dependants.get(taskId) ?? []) {
    const dependant = taskOf(run, dependantId).state;
    dependant.pendingDependencies -= 1;
    if (dependant.pendingDependencies === 0 && dependant.status === 'pending') dependant.status = 'ready';
  }
}

/** Marks a task failed; everything that needs it, directly or not, becomes blocked and says by what. */
export function fail(run: Run, taskId: string, error: NonNullable<TaskState['error']>, nowMs: number): void {
  endTask(run, taskId, 'failed', nowMs).error = error;
  blockDependants(run, taskId, nowMs);
}

/** Every task that needs `taskId`, directly or through others, becomes blocked. */
export function blockDependants(run: Run, taskId: string, nowMs: number): void {
  const queue = [...(run.dependants.get(taskId) ?? [])];
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    const { state } = taskOf(run, next);
    if (isSettled(state)) continue;
    withdraw(run, next);
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

/** Nobody is asked any more. What is under way keeps its place until it is over. */
function withdraw(run: Run, taskId: string): void {
  leaveCheckpoint(run, taskId);
  const { state } = taskOf(run, taskId);
  if (!isWorking(state)) delete state.waiting;
}
