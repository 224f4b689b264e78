import { openCheckpoint } from './checkpoints.ts';
import { abortRun } from './ending.ts';
import { followsRules2 } from './rules.ts';
import { taskOf, type Run } from './run-state.ts';
import { fail } from './scheduler.ts';
import { classOf, taskError } from './task-error.ts';
import { waitForService } from './wait-for-service.ts';

/** What an activity failed with. */
interface Failure {
  code: string;
  message: string;
}

/** What becomes of a task, or of its run, when it cannot be done: the class of the error decides (docs/errors.md). */
export function afterError(run: Run, taskId: string, failure: Failure, nowMs: number): void {
  const error = taskError(failure.code, failure.message);
  if (!followsRules2(run)) return fail(run, taskId, error, nowMs);
  const { task, state } = taskOf(run, taskId);
  switch (classOf(error.code)) {
    case 'critical':
      fail(run, taskId, error, nowMs);
      return abortRun(run, `${error.code} of ${taskId}`, `${error.message} ${error.fix}`, nowMs);
    case 'transient':
    case 'dependency':
      return waitForService(run, task, state, { code: error.code, reason: error.message }, nowMs);
    case 'ambiguity':
    case 'budget':
      return askAboutError(run, taskId, failure, nowMs);
    case 'configuration':
    case 'acceptance':
    case 'usage':
      return fail(run, taskId, error, nowMs);
  }
}

/** True for what may come by and by: the patience with it goes on from one look to the next. */
export function isWaitedFor(run: Run, code: string): boolean {
  return followsRules2(run) && ['transient', 'dependency'].includes(classOf(code));
}

/** @param digest of what is shown, where there is one. */
export function askAboutError(
  run: Run,
  taskId: string,
  { code, message }: Failure,
  nowMs: number,
  digest = `${code}-${taskOf(run, taskId).state.questions + 1}`,
): void {
  openCheckpoint(run, taskId, nowMs, {
    prefix: `${taskId}?`,
    about: { kind: 'error', taskId, code },
    question: `${taskId} needs a person. Try it again (retry), go on without it (continue), or stop (abort)?`,
    digest,
    shown: `${message}\n\n${taskError(code, message).fix}`,
    allowed: ['continue', 'retry', 'abort'],
  });
}
