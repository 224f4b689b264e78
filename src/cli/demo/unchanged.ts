import { createN8nClient, type N8nAccess } from '../../n8n/client/client.ts';
import type { CommandContext } from '../command.ts';
import { runIdOf, type RunDocuments } from '../runs/documents.ts';
import { n8nChanges } from '../runs/n8n-changes.ts';
import type { RunClient } from '../runs/run-client.ts';

/** True when the last run completed with the same documents and n8n, read again, still holds exactly what it built. */
export async function unchangedSince(
  runs: RunClient,
  documents: RunDocuments,
  n8n: N8nAccess,
  { config }: CommandContext,
): Promise<boolean> {
  const last = await runs.describe(runIdOf(documents));
  if (last?.status.name !== 'COMPLETED') return false;
  const changes = await n8nChanges(documents, createN8nClient(n8n), runs, config);
  return changes.every((change) => change.applied && change.live && !change.changes);
}
