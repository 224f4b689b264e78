import { MillwrightError } from '../errors.ts';
import { requiredCredentials, type RequiredCredential } from '../plan/required-credentials.ts';
import type { ReadinessResult } from '../protocol.ts';
import type { Blocker } from '../run/run-view.ts';
import type { Specification } from '../spec/model.ts';
import type { ActivityDependencies, DocumentHashes } from './dependencies.ts';
import { readDocuments } from './stored-documents.ts';

/** S0 Step 0, the part that needs the network: is n8n there, and every credential, by name (M10, M18)? */
export async function checkReadiness(dependencies: ActivityDependencies, hashes: DocumentHashes): Promise<ReadinessResult> {
  const { specification, environment } = await readDocuments(dependencies, hashes);
  if (!specification.components.some((component) => component.platform === 'n8n')) return { blockers: [] };
  try {
    const n8n = await dependencies.openN8n(environment);
    if (!(await n8n.isReady())) return { blockers: [unavailable(specification, `n8n at ${n8n.url} is not ready.`)] };
    await n8n.checkKey();
    const existing = await n8n.listCredentials();
    return { blockers: requiredCredentials(specification, environment).flatMap((each) => credentialBlocker(each, existing)) };
  } catch (error) {
    if (!(error instanceof MillwrightError)) throw error;
    return { blockers: [unavailable(specification, error.message, error.fix)] };
  }
}

function credentialBlocker(required: RequiredCredential, existing: { name: string; type: string }[]): Blocker[] {
  const matches = existing.filter((each) => each.name === required.name && each.type === required.type);
  if (matches.length === 1) return [];
  const wanted = `credential "${required.name}" of type ${required.type}`;
  return [
    {
      type: 'missing_credential',
      description: matches.length === 0 ? `n8n has no ${wanted}.` : `n8n has ${matches.length} times a ${wanted}: the name is ambiguous.`,
      affectedTasks: required.tasks,
      resolutionRequired:
        matches.length === 0 ? 'Create it in n8n under this name; the run goes on by itself.' : 'Rename all but one in n8n; the run goes on by itself.',
    },
  ];
}

function unavailable(specification: Specification, description: string, fix = 'Start it; the run goes on by itself.'): Blocker {
  return {
    type: 'environment_unavailable',
    description,
    affectedTasks: specification.implementation.task_summary.map((task) => task.task_id),
    resolutionRequired: fix,
  };
}
