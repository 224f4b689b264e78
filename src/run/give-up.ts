import type { TaskError } from '../protocol/run.ts';
import { abortRun } from './ending.ts';
import { escalate } from './escalation.ts';
import { taskOf, type Run } from './run-state.ts';
import { blockDependants, endTask, fail } from './scheduler.ts';

/**
 * What a task was blocked by did not come in time: its own policy (`if_blocked`) decides. A critical task is
 * never skipped, and nothing is ever approved by time alone.
 */
export function giveUp(run: Run, taskId: string, error: TaskError, nowMs: number): void {
  const { task, state } = taskOf(run, taskId);
  switch (task.ifBlocked.then) {
    case 'abort':
      state.error = error;
      return abortRun(run, `if_blocked of ${taskId}`, error.message, nowMs);
    case 'skip_with_flag':
      return task.critical
        ? fail(run, taskId, error, nowMs)
        : skipWithFlag(run, taskId, error.message, nowMs);
    case 'escalate':
      if (task.ifBlocked.written) escalate(run, taskId, error.message, nowMs);
      return fail(run, taskId, error, nowMs);
  }
}

/** What needs it cannot be done either. */
export function skipWithFlag(run: Run, taskId: string, reason: string, nowMs: number): void {
  endTask(run, taskId, 'skipped', nowMs).skippedReason = reason;
  blockDependants(run, taskId, nowMs);
}
