import type { CompactPlan } from '../protocol/plan.ts';
import type { Roster, Run, TaskState } from './run-state.ts';

export function createRoster(plan: CompactPlan): Roster {
  const byRank = plan.tasks.toSorted((a, b) => b.priority - a.priority);
  return {
    working: new Set(),
    able: new Set(),
    pausing: new Set(),
    unsettled: new Set(),
    touched: new Set(plan.tasks.map((task) => task.id)),
    rank: new Map(byRank.map((task, index) => [task.id, index])),
  };
}

/** The roster of the run as it is now. */
export function rosterOf(run: Run): Readonly<Roster> {
  const { roster } = run;
  for (const taskId of roster.touched) {
    const state = run.state.tasks[taskId];
    if (!state) continue;
    place(roster.working, taskId, isWorking(state));
    place(roster.able, taskId, isAble(state));
    place(roster.pausing, taskId, state.waiting?.for === 'time');
    place(roster.unsettled, taskId, !isSettled(state));
  }
  roster.touched.clear();
  return roster;
}

function place(group: Set<string>, taskId: string, belongs: boolean): void {
  if (belongs) group.add(taskId);
  else group.delete(taskId);
}

/** True for tasks that will not do anything any more. */
export function isSettled(state: Readonly<TaskState>): boolean {
  return (
    state.status === 'completed' ||
    state.status === 'failed' ||
    state.status === 'skipped' ||
    (state.status === 'blocked' && state.error !== undefined)
  );
}

/** True while the task has work under way: it then uses one of `max_parallel` (waiting for people or time does not). */
export function isWorking(state: Readonly<TaskState>): boolean {
  return state.waiting?.for === 'effect' || state.waiting?.for === 'owner';
}

/** True for a task that could take a step, also between two of its steps, were there a free place and nothing missing. */
export function isAble(state: Readonly<TaskState>): boolean {
  return (
    (state.status === 'ready' || state.status === 'running' || state.status === 'verifying') &&
    !state.waiting &&
    state.pendingDependencies === 0
  );
}
