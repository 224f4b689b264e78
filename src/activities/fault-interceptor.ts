import type {
  ActivityExecuteInput,
  ActivityInboundCallsInterceptor,
  ActivityInterceptorsFactory,
  Next,
} from '@temporalio/worker';
import { hasFaultPoints, reachFaultPoint } from './fault-point.ts';

/** Around every activity there is, so that no boundary can be forgotten. */
class FaultInterceptor implements ActivityInboundCallsInterceptor {
  async execute(
    input: ActivityExecuteInput,
    next: Next<ActivityInboundCallsInterceptor, 'execute'>,
  ): Promise<unknown> {
    await reachFaultPoint('before');
    const result = await next(input);
    await reachFaultPoint('after');
    return result;
  }
}

/** For the innermost place of a worker's interceptors; empty outside of kill tests. */
export function faultInterceptors(): ActivityInterceptorsFactory[] {
  return hasFaultPoints() ? [() => ({ inbound: new FaultInterceptor() })] : [];
}
