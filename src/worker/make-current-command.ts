import type { WorkerDeploymentVersion } from '@temporalio/common';

/** The Temporal command that sends new runs, and the owners of n8n workflows, to this build. */
export function makeCurrentCommand({ deploymentName, buildId }: WorkerDeploymentVersion): string {
  return `temporal worker deployment set-current-version --deployment-name ${deploymentName} --build-id ${buildId} --yes`;
}
