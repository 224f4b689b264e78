import type { CompactTask } from '../protocol/plan.ts';
import { backOffMs } from './back-off.ts';
import { giveUp } from './give-up.ts';
import { goTo } from './go-to.ts';
import { rosterOf } from './roster.ts';
import { taskOf, type Run, type TaskState } from './run-state.ts';
import { taskError } from './task-error.ts';

/**
 * Durable waiting for a service: shown as blocked, up to the task's own limit.
 * @param missing what is not there; with `retryAfterMs` it is not asked before
 */
export function waitForService(
  run: Run,
  task: CompactTask,
  state: TaskState,
  { retryAfterMs = 0, ...missing }: { code: string; reason: string; retryAfterMs?: number },
  nowMs: number,
): void {
  const { sinceMs, looks } = state.unavailable ?? { sinceMs: nowMs, looks: 0 };
  const limitMinutes = task.ifBlocked.waitMinutes;
  // How long an execution is waited for is told by the specification, and by the check itself.
  if (missing.code !== 'execution_awaited' && nowMs - sinceMs >= limitMinutes * 60_000) {
    return giveUp(
      run,
      task.id,
      taskError(missing.code, `${missing.reason} It was waited for ${limitMinutes} minutes.`),
      nowMs,
    );
  }
  state.unavailable = { sinceMs, looks: looks + 1 };
  state.waiting = {
    for: 'time',
    ...missing,
    sinceMs,
    untilMs: nowMs + Math.max(retryAfterMs, backOffMs(looks)),
  };
  state.status = 'blocked';
}

/** Wakes tasks whose pause is over; they take the same step again. */
export function wakeTasks(run: Run, nowMs: number): void {
  for (const taskId of rosterOf(run).pausing) {
    const { state } = taskOf(run, taskId);
    if (state.waiting?.for === 'time' && state.waiting.untilMs <= nowMs) goTo(state, state.step);
  }
}
