import { ApplicationFailure } from '@temporalio/common';
import { Context } from '@temporalio/activity';
import type { ActivityExecuteInput, ActivityInboundCallsInterceptor, Next } from '@temporalio/worker';
import { ERRORS, MillwrightError } from '../errors.ts';
import { redact } from '../report/redaction.ts';

/**
 * Turns errors into failures that the workflow understands: the code as type, retryable only when transient,
 * not before the other side's `retry-after`, and without stack or secret (failures stay in the history).
 */
export class FailureInterceptor implements ActivityInboundCallsInterceptor {
  private readonly secrets: () => string[];

  constructor(secrets: () => string[]) {
    this.secrets = secrets;
  }

  async execute(
    input: ActivityExecuteInput,
    next: Next<ActivityInboundCallsInterceptor, 'execute'>,
  ): Promise<unknown> {
    try {
      return await next(input);
    } catch (error) {
      const { cancellationSignal, cancellationDetails } = Context.current();
      if (cancellationDetails?.workerShutdown) throw workerShutdown();
      if (cancellationSignal.aborted) throw error;
      throw this.toFailure(error);
    }
  }

  private toFailure(error: unknown): unknown {
    if (error instanceof ApplicationFailure) return error;
    const code = error instanceof MillwrightError ? error.code : 'internal';
    const message = error instanceof Error ? error.message : String(error);
    const retryAfterMs = error instanceof MillwrightError ? error.retryAfterMs : undefined;
    return ApplicationFailure.create({
      type: code,
      message: redact(message, this.secrets()),
      nonRetryable: ERRORS[code].class !== 'transient',
      ...(retryAfterMs !== undefined && { nextRetryDelay: retryAfterMs }),
    });
  }
}

/** Whatever the interrupted work made of it: the workflow knows a shutdown by this type, and counts no attempt. */
function workerShutdown(): ApplicationFailure {
  return ApplicationFailure.create({
    type: 'WorkerShutdown',
    message: 'The worker was told to stop before this was done.',
  });
}
