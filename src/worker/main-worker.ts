import { join } from 'node:path';
import { Worker, type NativeConnection } from '@temporalio/worker';
import { createActivities } from '../activities/create-activities.ts';
import { FailureInterceptor } from '../activities/failure-interceptor.ts';
import { HeartbeatInterceptor } from '../activities/heartbeat-interceptor.ts';
import { createDependencies } from './dependencies.ts';
import { TASK_QUEUE } from '../protocol.ts';
import { workerNamespace } from './connect.ts';
import { registerSearchAttributes } from './search-attributes.ts';
import { WORKER_OPTIONS } from './worker-options.ts';
import { workflowBundle } from './workflow-bundle.ts';

/** Workflows and all activities but the sandbox. */
export async function createMainWorker(connection: NativeConnection): Promise<Worker> {
  const namespace = workerNamespace();
  const searchAttributesRegistered = await registerSearchAttributes(connection, namespace);
  const dependencies = createDependencies({ searchAttributesRegistered });
  return Worker.create({
    ...WORKER_OPTIONS,
    connection,
    namespace,
    taskQueue: TASK_QUEUE,
    workflowBundle: await workflowBundle(join(dependencies.cacheFolder, 'bundles')),
    activities: createActivities(dependencies),
    interceptors: {
      activity: [
        () => ({ inbound: new HeartbeatInterceptor() }),
        () => ({ inbound: new FailureInterceptor(dependencies.secrets) }),
      ],
    },
  });
}
