import { noteRestorePoint as note } from '../n8n/sync/restore-point.ts';
import { restoreWorkflow as restore } from '../n8n/sync/restore.ts';
import type { NoteRestorePointInput, RestoreInput, RestoreResult } from '../protocol/activities.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { readEnvironment } from './stored-documents.ts';

/** Called by the owner of the n8n workflow before a run's first change to it, when that run may undo its changes. */
export async function noteRestorePoint(
  dependencies: ActivityDependencies,
  input: NoteRestorePointInput,
): Promise<string> {
  const client = await dependencies.openN8n(await readEnvironment(dependencies, input.environmentHash));
  return note({ client, artifacts: dependencies.artifacts }, input);
}

/** Puts the n8n workflow back as it was before the run; called by its owner only. */
export async function restoreWorkflow(
  dependencies: ActivityDependencies,
  input: RestoreInput,
): Promise<RestoreResult> {
  const client = await dependencies.openN8n(await readEnvironment(dependencies, input.environmentHash));
  return restore({ client, artifacts: dependencies.artifacts }, input);
}
