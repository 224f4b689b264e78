import type { Client } from '@temporalio/client';
import type { WorkerDeploymentVersion } from '@temporalio/common';
import proto from '@temporalio/proto';
import { buildOf } from '../runs/build-of.ts';

const { TaskQueueType, WorkerVersioningMode } = proto.temporal.api.enums.v1;
const TYPES = {
  workflow: TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW,
  activity: TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY,
};

/**
 * A dead worker stays in the server's list for a while, and an idle one asks only once a minute, so one that has not
 * asked for 70 seconds is gone (measured with server 1.29).
 */
const WORKER_SILENCE_MS = 70_000;

export interface Poller {
  /** Since it last asked for work. */
  silenceMs: number;
  isThere: boolean;
  /** Undefined for a worker without a version. */
  build: WorkerDeploymentVersion | undefined;
}

export interface Pollers {
  /** Who asked last comes first. */
  pollers: Poller[];
  /** The build that gets new runs; undefined when workers without a version do. */
  current: WorkerDeploymentVersion | undefined;
}

/** Who asked for work on a task queue in the last minutes, as the server remembers it. */
export async function pollersOf(
  client: Client,
  taskQueue: string,
  type: keyof typeof TYPES,
): Promise<Pollers> {
  const answer = await client.workflowService.describeTaskQueue({
    namespace: client.options.namespace,
    taskQueue: { name: taskQueue },
    taskQueueType: TYPES[type],
  });
  const found = (answer.pollers ?? []).map(({ lastAccessTime, deploymentOptions }) => {
    const mode = deploymentOptions?.workerVersioningMode;
    const isVersioned = mode === WorkerVersioningMode.WORKER_VERSIONING_MODE_VERSIONED;
    const silenceMs = Date.now() - Number(lastAccessTime?.seconds ?? 0) * 1_000;
    return {
      silenceMs,
      isThere: silenceMs <= WORKER_SILENCE_MS,
      build: isVersioned ? buildOf(deploymentOptions) : undefined,
    };
  });
  const pollers = found.toSorted((one, other) => one.silenceMs - other.silenceMs);
  return { pollers, current: buildOf(answer.versioningInfo?.currentDeploymentVersion) };
}
