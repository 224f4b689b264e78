import type { WorkerDeploymentVersion } from '@temporalio/common';
import type { WorkerOptions } from '@temporalio/worker';
import { parseConfig } from '../config.ts';
import { workflowSourcesHash } from './workflow-bundle.ts';

/**
 * Which build this worker is, when builds run side by side. The build id is the hash of the workflow sources, so
 * that a deploy which changes no workflow code is no new version; `TEMPORAL_WORKER_BUILD_ID` wins.
 * @returns undefined when TEMPORAL_DEPLOYMENT_NAME is not set: then each worker takes up every run.
 */
export async function deploymentVersion(
  env: Record<string, string | undefined>,
): Promise<WorkerDeploymentVersion | undefined> {
  const { deploymentName, buildId } = parseConfig(env).temporal;
  if (deploymentName === undefined) return undefined;
  return { deploymentName, buildId: buildId ?? (await workflowSourcesHash()) };
}

/** Temporal asks for a default, but every workflow says for itself how it behaves (`workflows/versioned.ts`). */
export function versioned(
  version: WorkerDeploymentVersion | undefined,
): Pick<WorkerOptions, 'workerDeploymentOptions'> {
  if (version === undefined) return {};
  return {
    workerDeploymentOptions: { useWorkerVersioning: true, version, defaultVersioningBehavior: 'PINNED' },
  };
}
