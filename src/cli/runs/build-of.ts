import type { WorkerDeploymentVersion } from '@temporalio/common';

/** A build as Temporal names it in its answers; undefined for what has no version. */
export function buildOf(
  given: { buildId?: string | null; deploymentName?: string | null } | null | undefined,
): WorkerDeploymentVersion | undefined {
  return given?.buildId && given.deploymentName
    ? { buildId: given.buildId, deploymentName: given.deploymentName }
    : undefined;
}
