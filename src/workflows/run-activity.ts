import {
  ActivityFailure,
  ApplicationFailure,
  TimeoutFailure,
  isCancellation,
  log,
} from '@temporalio/workflow';

/** A lost worker is no attempt, but a task that kills every worker must end some time. */
const MOST_LOST_WORKERS = 50;

export type ActivityAnswer<T> = { ok: true; value: T } | { ok: false; code: string; message: string };

/**
 * Runs an activity and gives its failure as data with a code of the error table. When the worker was lost or shut
 * down, it is scheduled again: that is no attempt of the activity.
 * @throws CancelledFailure when the run was cancelled.
 */
export function runActivity<T>(activity: () => Promise<T>): Promise<ActivityAnswer<T>> {
  return runActivityAs(activity, (answer) => answer);
}

/**
 * The same, with the answer read at once. Chained rather than awaited: the SDK takes a stack trace of every promise, and a
 * run of thousands of tasks makes many (docs/performance.md).
 */
export function runActivityAs<T, Read>(
  activity: () => Promise<T>,
  read: (answer: ActivityAnswer<T>) => Read,
  lost = 0,
): Promise<Read> {
  return activity().then(
    (value) => read({ ok: true, value }),
    (error: unknown) => {
      if (isCancellation(error) && !isWorkerShutdown(error)) throw error;
      if (lost >= MOST_LOST_WORKERS || !(isWorkerShutdown(error) || isWorkerLost(error)))
        return read({ ok: false, ...codeOf(error) });
      log.warn('The worker of an activity was lost; it is scheduled again', { lost });
      return runActivityAs(activity, read, lost + 1);
    },
  );
}

function isWorkerLost(error: unknown): boolean {
  const cause = causeOf(error);
  return cause instanceof TimeoutFailure && cause.timeoutType === 'HEARTBEAT';
}

/** SDK 1.24: an activity cut off by a shutdown fails with this type. */
function isWorkerShutdown(error: unknown): boolean {
  const cause = causeOf(error);
  return cause instanceof ApplicationFailure && cause.type === 'WorkerShutdown';
}

/** SDK 1.24: the failure of a local activity comes bare, that of a regular one in an `ActivityFailure`. */
function causeOf(error: unknown): unknown {
  return error instanceof ActivityFailure ? error.cause : error;
}

function codeOf(error: unknown): { code: string; message: string } {
  const cause = causeOf(error);
  if (cause instanceof ApplicationFailure) return { code: cause.type ?? 'internal', message: cause.message };
  if (cause instanceof TimeoutFailure)
    return { code: 'activity_timeout', message: `It did not answer in time (${cause.timeoutType}).` };
  return { code: 'internal', message: cause instanceof Error ? cause.message : String(cause) };
}
