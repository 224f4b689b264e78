import type { WorkflowExecutionDescription } from '@temporalio/client';
import type { WorkerDeploymentVersion } from '@temporalio/common';
import proto from '@temporalio/proto';
import { MillwrightError } from '../../errors.ts';
import { buildOf } from './build-of.ts';

const { VersioningBehavior } = proto.temporal.api.enums.v1;

/** Why nobody answered for a run: no worker is there, or none of the build to which the run is pinned. */
export function unanswered(
  workflowId: string,
  description: WorkflowExecutionDescription | undefined,
  afterMs: number,
  cause: unknown,
): MillwrightError {
  const within = `answered for ${workflowId} within ${afterMs / 1_000} s`;
  const build = description && pinnedTo(description);
  if (!build) return new MillwrightError('worker_missing', `No worker ${within}.`, { cause });
  const { buildId, deploymentName } = build;
  return new MillwrightError(
    'build_missing',
    `No worker of build ${buildId} of the deployment ${deploymentName} ${within}; the run is pinned to that build.`,
    { cause },
  );
}

/** An operator's override wins over what the workflow says for itself. */
function pinnedTo({ raw }: WorkflowExecutionDescription): WorkerDeploymentVersion | undefined {
  const versioning = raw.workflowExecutionInfo?.versioningInfo;
  const override = versioning?.versioningOverride;
  if (override?.autoUpgrade) return undefined;
  const isPinned = versioning?.behavior === VersioningBehavior.VERSIONING_BEHAVIOR_PINNED;
  return buildOf(override?.pinned?.version ?? (isPinned ? versioning.deploymentVersion : undefined));
}
