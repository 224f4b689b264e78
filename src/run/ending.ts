import type { RunStatus } from '../protocol/run.ts';
import { isSettled, rosterOf } from './roster.ts';
import { stateOf, taskOf, type Run } from './run-state.ts';
import { blockedByReadiness } from './scheduler.ts';
import { taskError } from './task-error.ts';

/**
 * Ends the run at once: tasks that are not done are skipped, critical ones are blocked for good; effects under way are
 * cancelled by the workflow.
 */
export function abortRun(run: Run, by: string, reason: string, nowMs: number): void {
  if (run.state.aborted) return;
  run.state.aborted = { by, reason };
  if (run.state.checkpoints.length > 0) run.state.unanswered = run.state.checkpoints;
  run.state.checkpoints = [];
  for (const task of run.state.plan.tasks) {
    const { state } = taskOf(run, task.id);
    if (isSettled(state)) continue;
    const why = `The run was aborted by ${by}.`;
    if (task.critical) {
      state.status = 'blocked';
      state.error ??= taskError('cancelled', why);
    } else {
      state.status = 'skipped';
      state.skippedReason = why;
    }
    state.endedAtMs = nowMs;
    delete state.waiting;
  }
}

/** True when nothing can happen any more without a new run. */
export function isFinished(run: Run): boolean {
  return run.state.aborted !== undefined || rosterOf(run).unsettled.size === 0;
}

/** Every unsettled task is ready, working or waiting for something that is named: never silently "complete". */
export function runStatus(run: Run): RunStatus {
  if (run.state.aborted) return 'aborted';
  if (isFinished(run)) return endedStatus(run);
  const { working, able } = rosterOf(run);
  if (working.size > 0) return 'running';
  if (run.state.checkpoints.length > 0) return 'awaiting_approval';
  const held = blockedByReadiness(run);
  return [...able].some((taskId) => !held(taskId)) ? 'running' : 'blocked';
}

function endedStatus(run: Run): RunStatus {
  const incomplete = run.state.plan.tasks.filter((task) => stateOf(run, task.id).status !== 'completed');
  if (incomplete.length === 0) return 'completed';
  return incomplete.some((task) => task.critical) ? 'failed' : 'completed_with_errors';
}
