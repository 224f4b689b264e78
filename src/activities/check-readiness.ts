import { MillwrightError } from '../errors.ts';
import { blockerOf } from '../plan/blocker.ts';
import type { Blocker } from '../protocol/run.ts';
import { judgeSpecification } from '../plan/judge-specification.ts';
import { standInBlockers } from '../plan/stand-in-blockers.ts';
import { createStandInClient } from '../stand-ins/stand-in-client.ts';
import { requiredCredentials, type RequiredCredential } from '../plan/required-credentials.ts';
import { requiredThings } from '../plan/required-things.ts';
import { workflowIdFor } from '../n8n/document/identity.ts';
import { findThings } from '../n8n/live/find-things.ts';
import type { N8nClient } from '../n8n/client/client.ts';
import { n8nInstanceName } from '../spec/n8n-instance.ts';
import { thingText } from '../spec/needed-things.ts';
import type { ReadinessResult } from '../protocol/activities.ts';
import type { Environment, Specification } from '../spec/model.ts';
import type { ActivityDependencies, DocumentHashes } from './dependencies.ts';
import { readDocuments } from './stored-documents.ts';

/**
 * The readiness of an admitted specification: what its handoff leaves open, so that the run holds the same tasks as `plan`
 * says, and what needs the network: is n8n there, and every credential, by name?
 */
export async function checkReadiness(
  dependencies: ActivityDependencies,
  hashes: DocumentHashes,
): Promise<ReadinessResult> {
  const { specification, environment } = await readDocuments(dependencies, hashes);
  const { blockers } = judgeSpecification(specification, environment);
  const usesN8n = specification.components.some((component) => component.platform === 'n8n');
  const standIns = standInBlockers(specification, environment, await playedBy(dependencies, environment));
  return {
    blockers: [
      ...blockers,
      ...standIns,
      ...(usesN8n ? await lookAtN8n(dependencies, specification, environment) : []),
    ],
  };
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
    const existing = await n8n.listCredentials();
    const required = requiredCredentials(specification, environment);
    return [
      ...required.flatMap((each) => credentialBlocker(each, existing)),
      ...(await missingThings(n8n, specification, environment)),
    ];
  } catch (error) {
    if (!(error instanceof MillwrightError)) throw error;
    return [unavailable(specification, error.message, error.fix)];
  }
}

function credentialBlocker(
  required: RequiredCredential,
  existing: { name: string; type: string }[],
): Blocker[] {
  const { name, type, tasks } = required;
  const matches = existing.filter((each) => each.name === name && each.type === type).length;
  if (matches === 1) return [];
  const wanted = `credential "${name}" of type ${type}`;
  const [description, resolution] =
    matches === 0
      ? [`n8n has no ${wanted}.`, 'Create it in n8n under this name; the run goes on by itself.']
      : [
          `n8n has ${matches} times a ${wanted}: the name is ambiguous.`,
          'Rename all but one in n8n; the run goes on by itself.',
        ];
  return [blockerOf('missing_credential', description, tasks, resolution)];
}

/** Data tables and workflows that nodes name and n8n does not have, but for those that this specification makes. */
async function missingThings(
  n8n: N8nClient,
  specification: Specification,
  environment: Environment,
): Promise<Blocker[]> {
  const own = ownWorkflowIds(specification, environment);
  const required = requiredThings(specification).filter(({ thing }) => !own.has(thing.value));
  const states = await findThings(
    n8n,
    required.map(({ thing }) => thing),
  );
  return required.flatMap(({ thing, tasks }, index) => {
    if (states[index]?.state !== 'missing') return [];
    const description = `n8n has no ${thingText(thing)}.`;
    return [
      blockerOf('dependency_failed', description, tasks, 'Create it in n8n; the run goes on by itself.'),
    ];
  });
}

function ownWorkflowIds(
  { spec_id: specId, components }: Specification,
  environment: Environment,
): Set<string> {
  const n8nInstance = n8nInstanceName(environment);
  return new Set(
    components.map(({ component_id: componentId }) => workflowIdFor({ n8nInstance, specId, componentId })),
  );
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
