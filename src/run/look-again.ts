import { isSettled } from './roster.ts';
import { firstStep } from './create-run.ts';
import { stateOf, taskOf, type Run, type TaskState } from './run-state.ts';
import { blockDependants } from './scheduler.ts';

/**
 * `retry` on a checkpoint: what it depends on directly is checked again, then it asks again. Whatever else depends on that
 * starts nothing before that look is over.
 */
export function lookAgain(run: Run, taskId: string, nowMs: number): void {
  const again: string[] = [];
  for (const dependencyId of taskOf(run, taskId).task.dependsOn) {
    // Another checkpoint's `retry` may have begun it already.
    if (stateOf(run, dependencyId).status !== 'completed') continue;
    startOver(run, dependencyId);
    again.push(dependencyId);
    for (const dependantId of run.dependants.get(dependencyId) ?? []) {
      const dependant = taskOf(run, dependantId).state;
      dependant.pendingDependencies += 1;
      if (dependant.status === 'ready') dependant.status = 'pending';
    }
  }
  startOver(run, taskId);
  // What itself needs a task that failed at an earlier second look cannot start over.
  const needed = again.flatMap((dependencyId) => taskOf(run, dependencyId).task.dependsOn);
  for (const id of needed) if (isLost(stateOf(run, id))) blockDependants(run, id, nowMs);
}

function isLost(state: Readonly<TaskState>): boolean {
  return isSettled(state) && state.status !== 'completed';
}

function startOver(run: Run, taskId: string): void {
  const { task, state } = taskOf(run, taskId);
  state.step = firstStep(task);
  state.status = state.pendingDependencies === 0 ? 'ready' : 'pending';
  state.passedEvidence = [];
  delete state.endedAtMs;
  delete state.waiting;
}
