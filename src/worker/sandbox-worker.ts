import { Worker, type NativeConnection } from '@temporalio/worker';
import { faultInterceptors } from '../activities/fault-interceptor.ts';
import { HeartbeatInterceptor } from '../activities/heartbeat-interceptor.ts';
import { createSandboxActivities } from '../activities/sandbox.ts';
import { SANDBOX_TASK_QUEUE } from '../protocol/names.ts';
import { createDenoSandbox } from '../sandbox/deno-sandbox.ts';
import { workerNamespace } from './connect.ts';
import { WORKER_OPTIONS } from './worker-options.ts';

/** Two jobs at once: each is one process that may use a whole core. */
const JOBS_AT_ONCE = 2;

export async function createSandboxWorker(connection: NativeConnection): Promise<Worker> {
  return Worker.create({
    ...WORKER_OPTIONS,
    connection,
    namespace: workerNamespace(),
    taskQueue: SANDBOX_TASK_QUEUE,
    activities: createSandboxActivities(createDenoSandbox()),
    interceptors: { activity: [() => ({ inbound: new HeartbeatInterceptor() }), ...faultInterceptors()] },
    maxConcurrentActivityTaskExecutions: JOBS_AT_ONCE,
  });
}
