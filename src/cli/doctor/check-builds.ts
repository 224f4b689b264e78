import type { Client } from '@temporalio/client';
import type { WorkerDeploymentVersion } from '@temporalio/common';
import { TASK_QUEUE } from '../../protocol/names.ts';
import { makeCurrentCommand } from '../../worker/make-current-command.ts';
import { findingsOf, type Finding } from './finding.ts';
import { pollersOf } from './pollers.ts';

const { ok, limited, missing } = findingsOf('temporal');

/** Where builds run side by side, new runs go to the current one. Nothing is found where no worker has a version. */
export async function checkBuilds(client: Client): Promise<Finding[]> {
  const { current, pollers } = await pollersOf(client, TASK_QUEUE, 'workflow');
  const there = pollers.filter(({ isThere }) => isThere);
  const builds = there.flatMap(({ build }) => build ?? []);
  const [latest] = builds;
  if (current === undefined) {
    if (latest === undefined) return [];
    const none = `no build of the deployment ${latest.deploymentName} is current`;
    const fix = makeCurrentCommand(latest);
    return builds.length === there.length
      ? [missing('Build', `${none}: new runs stand still`, fix)]
      : [limited('Build', `${none}: new runs go to the workers without a version`, fix)];
  }
  const others = new Set(builds.filter((build) => !isSame(build, current)).map(({ buildId }) => buildId));
  const also = others.size === 0 ? '' : `; also there: ${[...others].join(', ')}`;
  if (builds.some((build) => isSame(build, current)))
    return [ok('Build', `${nameOf(current)} is current${also}`)];
  const detail = `${nameOf(current)} is current, but none of its workers is there${also}`;
  if (there.length === 0) return [missing('Build', detail, 'Start a worker of that build.')];
  const fix = latest === undefined ? toUnversioned(current) : makeCurrentCommand(latest);
  return [missing('Build', detail, fix)];
}

function isSame(one: WorkerDeploymentVersion, other: WorkerDeploymentVersion): boolean {
  return one.deploymentName === other.deploymentName && one.buildId === other.buildId;
}

function nameOf({ deploymentName, buildId }: WorkerDeploymentVersion): string {
  return `${buildId} of the deployment ${deploymentName}`;
}

/** For workers that were started again without TEMPORAL_DEPLOYMENT_NAME. */
function toUnversioned({ deploymentName }: WorkerDeploymentVersion): string {
  return `temporal worker deployment set-current-version --deployment-name ${deploymentName} --unversioned --yes`;
}
