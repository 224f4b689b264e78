import { Context } from '@temporalio/activity';
import type { ActivityExecuteInput, ActivityInboundCallsInterceptor, Next } from '@temporalio/worker';

const EVERY_MS = 1_000;

/**
 * Every activity says each second that its worker lives: a killed worker is noticed after the heartbeat timeout, not
 * after the start-to-close time, and a cancellation is heard within a second.
 */
export class HeartbeatInterceptor implements ActivityInboundCallsInterceptor {
  async execute(
    input: ActivityExecuteInput,
    next: Next<ActivityInboundCallsInterceptor, 'execute'>,
  ): Promise<unknown> {
    const context = Context.current();
    const timer = setInterval(() => context.heartbeat(), EVERY_MS);
    try {
      return await next(input);
    } finally {
      clearInterval(timer);
    }
  }
}
