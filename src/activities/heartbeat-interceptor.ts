import { Context } from '@temporalio/activity';
import type { ActivityExecuteInput, ActivityInboundCallsInterceptor, Next } from '@temporalio/worker';

const EVERY_MS = 500;

/**
 * Every activity says twice a second that its worker lives: a killed worker is noticed after the heartbeat timeout, not
 * after the start-to-close time, and a cancellation is heard within a second. A local activity is part of a workflow task
 * and has no heartbeat.
 */
export class HeartbeatInterceptor implements ActivityInboundCallsInterceptor {
  async execute(
    input: ActivityExecuteInput,
    next: Next<ActivityInboundCallsInterceptor, 'execute'>,
  ): Promise<unknown> {
    const context = Context.current();
    if (context.info.isLocal) return next(input);
    const timer = setInterval(() => context.heartbeat(), EVERY_MS);
    try {
      return await next(input);
    } finally {
      clearInterval(timer);
    }
  }
}
