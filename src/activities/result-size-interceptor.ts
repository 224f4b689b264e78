import type { ActivityExecuteInput, ActivityInboundCallsInterceptor, Next } from '@temporalio/worker';
import { MillwrightError } from '../errors.ts';

/**
 * Temporal fails an activity whose result is over 2 MB without saying which limit it was, and ends a run whose activity
 * gets an argument over 2 MB. Large values travel by hash; of what travels itself, each was the
 * result of an activity first, so it is enough to measure results.
 */
const LARGEST_RESULT_BYTES = 1_500_000;

export class ResultSizeInterceptor implements ActivityInboundCallsInterceptor {
  async execute(
    input: ActivityExecuteInput,
    next: Next<ActivityInboundCallsInterceptor, 'execute'>,
  ): Promise<unknown> {
    const result = await next(input);
    const bytes = Buffer.byteLength(JSON.stringify(result) ?? '');
    if (bytes <= LARGEST_RESULT_BYTES) return result;
    throw new MillwrightError(
      'result_too_large',
      `The result has ${bytes} bytes; ${LARGEST_RESULT_BYTES} can go through Temporal.`,
    );
  }
}
