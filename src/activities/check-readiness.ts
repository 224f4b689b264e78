import { MillwrightError } from '../errors.ts';
import { blockerOf } from '../plan/blocker.ts';
import type { Blocker } from '../protocol/run.ts';
import { judgeSpecification } from '../plan/judge-specification.ts';
import { standInBlockers } from '../plan/stand-in-blockers.ts';
import { createStandInClient } from '../stand-ins/stand-in-client.ts';
import type { ReadinessResult } from '../protocol/activities.ts';
import type { Environment, Specification } from '../spec/model.ts';
import type { ActivityDependencies, DocumentHashes } from './dependencies.ts';
import { missingInN8n } from './missing-in-n8n.ts';
import { lookAtModel } from './look-at-model.ts';
import { lookAtWorkspace } from './look-at-workspace.ts';
import { readDocuments } from './stored-documents.ts';

/**
 * The readiness of an admitted specification: what its handoff leaves open, so that the run holds the same tasks as `plan`
 * says, and what needs more than the files: is n8n there, and every credential, by name; the key and the endpoint of the
 * model; can the run's files be written? That Temporal is there shows in being called.
 */
export async function checkReadiness(
  dependencies: ActivityDependencies,
  hashes: DocumentHashes,
): Promise<ReadinessResult> {
  const { specification, environment } = await readDocuments(dependencies, hashes);
  const { blockers } = judgeSpecification(specification, environment);
  const usesN8n = specification.components.some((component) => component.platform === 'n8n');
  const looks = await Promise.all([
    lookAtWorkspace(dependencies.runsFolder, taskIds(specification)),
    playedBy(dependencies, environment).then((played) => standInBlockers(specification, environment, played)),
    usesN8n ? lookAtN8n(dependencies, specification, environment) : [],
    lookAtModel(dependencies, specification),
  ]);
  return { blockers: [...blockers, ...looks.flat()] };
}

/** What the stand-ins answer for; undefined when none answer. */
async function playedBy(
  dependencies: ActivityDependencies,
  environment: Environment,
): Promise<string[] | undefined> {
  if (environment.stand_ins.length === 0) return undefined;
  const url = await dependencies.standInsUrl();
  if (url === undefined) return undefined;
  return createStandInClient(url)
    .integrations()
    .catch(() => undefined);
}

async function lookAtN8n(
  dependencies: ActivityDependencies,
  specification: Specification,
  environment: Environment,
): Promise<Blocker[]> {
  try {
    const n8n = await dependencies.openN8n(environment);
    if (!(await n8n.isReady())) return [unavailable(specification, `n8n at ${n8n.url} is not ready.`)];
    await n8n.checkKey();
    return await missingInN8n(n8n, specification, environment);
  } catch (error) {
    if (!(error instanceof MillwrightError)) throw error;
    return [unavailable(specification, error.message, error.fix)];
  }
}

function unavailable(
  specification: Specification,
  description: string,
  resolution = 'Start it; the run goes on by itself.',
): Blocker {
  return blockerOf('environment_unavailable', description, taskIds(specification), resolution);
}

function taskIds(specification: Specification): string[] {
  return specification.implementation.task_summary.map((task) => task.task_id);
}
