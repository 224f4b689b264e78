import {
  QueryNotRegisteredError,
  ServiceError,
  WorkflowFailedError,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from '@temporalio/client';
import { ApplicationFailure, CancelledFailure, TerminatedFailure } from '@temporalio/common';
import { MillwrightError } from '../../errors.ts';

/** What went wrong in a call of Temporal's client, as an error of ours; what is none of these is given back as it is. */
export function asMillwrightError(error: unknown, workflowId: string): unknown {
  if (error instanceof WorkflowNotFoundError) {
    return new MillwrightError('run_not_found', `There is no run ${workflowId}, or it has ended.`, {
      cause: error,
    });
  }
  if (error instanceof QueryNotRegisteredError) {
    return new MillwrightError('run_not_found', `${workflowId} is not a run of Millwright.`, {
      cause: error,
    });
  }
  if (error instanceof WorkflowUpdateFailedError && error.cause instanceof ApplicationFailure) {
    return new MillwrightError('checkpoint_not_open', error.cause.message, { cause: error });
  }
  if (error instanceof ServiceError) {
    return new MillwrightError(
      'temporal_unreachable',
      `Temporal did not answer: ${error.message}: ${causeOf(error)}`,
      {
        cause: error,
      },
    );
  }
  return error;
}

/** @param reason what the workers say. */
export function stuck(workflowId: string, reason: string, cause: unknown): MillwrightError {
  const message = `The workers fail at ${workflowId}. It stands still, and nothing is lost. They say: ${reason}`;
  return new MillwrightError('run_stuck', message, { cause });
}

/** What the server answers for a run at which the workers fail, and a worker that was asked before the server knew. */
export function isStuck(error: unknown): error is Error {
  // The SDK gives this error for every query that fails, also when the history does not replay.
  if (error instanceof QueryNotRegisteredError) return !/did not register a handler/i.test(error.message);
  return (
    error instanceof ServiceError && /workflow task in failed state|TMPRL1100/i.test(String(error.cause))
  );
}

export function causeOf({ cause, message }: Error): string {
  return cause instanceof Error ? cause.message : message;
}

/**
 * Server 1.29 says "no poller seen …" when the last worker went more than 20 s ago, and runs into the deadline before; at the
 * deadline the client says now that it is exceeded, now that the call was cancelled.
 */
export function isUnanswered(error: unknown): boolean {
  if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError) return true;
  if (!(error instanceof ServiceError)) return false;
  return /deadline.exceeded|call cancelled|no poller seen/i.test(String(error.cause ?? error.message));
}

/** Why a run ended before it was admitted. @param failure how its result failed. */
export function rejection(workflowId: string, failure: unknown): MillwrightError {
  const cause = failure instanceof WorkflowFailedError ? failure.cause : undefined;
  if (cause instanceof CancelledFailure || cause instanceof TerminatedFailure)
    return new MillwrightError('cancelled', `${workflowId} was stopped before it had begun.`);
  return new MillwrightError(
    'spec_invalid',
    cause?.message ?? `${workflowId} ended before it was admitted.`,
    {
      cause: failure,
    },
  );
}
