import { createN8nClient } from '../../n8n/client/client.ts';
import { dataFolderAt } from '../../services/data-folder.ts';
import { n8nAccess } from '../../services/n8n-access.ts';
import type { CommandContext } from '../command.ts';
import { runIdOf, type RunDocuments } from '../runs/documents.ts';
import { n8nChanges } from '../runs/n8n-changes.ts';
import type { RunClient } from '../runs/run-client.ts';

/** True when the last run completed with the same documents and n8n, read again, still holds exactly what it built. */
export async function unchangedSince(
  runs: RunClient,
  documents: RunDocuments,
  { config, output }: CommandContext,
): Promise<boolean> {
  const last = await runs.describe(runIdOf(documents));
  if (last?.status.name !== 'COMPLETED') return false;
  const access = await n8nAccess(documents.environment, dataFolderAt(config.home));
  const n8n = createN8nClient(access, { tell: output.note });
  const changes = await n8nChanges(documents, n8n, runs, config);
  return changes.every((change) => change.applied && change.live && !change.changes);
}
