import { join } from 'node:path';
import type { WorkerDeploymentVersion } from '@temporalio/common';
import { Worker, type NativeConnection } from '@temporalio/worker';
import { createActivities } from '../activities/create-activities.ts';
import { faultInterceptors } from '../activities/fault-interceptor.ts';
import { FailureInterceptor } from '../activities/failure-interceptor.ts';
import { HeartbeatInterceptor } from '../activities/heartbeat-interceptor.ts';
import { ResultSizeInterceptor } from '../activities/result-size-interceptor.ts';
import { createDependencies } from './dependencies.ts';
import { TASK_QUEUE } from '../protocol/names.ts';
import { workerNamespace } from './connect.ts';
import { versioned } from './deployment-version.ts';
import { registerSearchAttributes } from './search-attributes.ts';
import { WORKER_OPTIONS } from './worker-options.ts';
import { workflowBundle } from './workflow-bundle.ts';

/** Workflows and all activities but the sandbox. */
export async function createMainWorker(
  connection: NativeConnection,
  version: WorkerDeploymentVersion | undefined,
): Promise<Worker> {
  const namespace = workerNamespace();
  const searchAttributesRegistered = await registerSearchAttributes(connection, namespace);
  const dependencies = createDependencies({ searchAttributesRegistered });
  return Worker.create({
    ...WORKER_OPTIONS,
    ...versioned(version),
    connection,
    namespace,
    taskQueue: TASK_QUEUE,
    workflowBundle: await workflowBundle(join(dependencies.dataFolder.cache, 'bundles'), {
      entry: version ? 'versioned' : 'index',
    }),
    activities: createActivities(dependencies),
    interceptors: {
      activity: [
        () => ({ inbound: new HeartbeatInterceptor() }),
        () => ({ inbound: new FailureInterceptor(dependencies.secrets) }),
        () => ({ inbound: new ResultSizeInterceptor() }),
        ...faultInterceptors(),
      ],
    },
  });
}
