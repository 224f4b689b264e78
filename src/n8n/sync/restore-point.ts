import { z } from 'zod';
import type { ArtifactStore } from '../../artifacts/artifact-store.ts';
import type { NoteRestorePointInput } from '../../protocol/activities.ts';
import type { N8nClient } from '../client/client.ts';
import { workflowSchema } from '../client/wire.ts';

/** What a workflow was before a run touched it first: what `on_failure: rollback` goes back to. */
const restorePointSchema = z.object({
  schemaVersion: z.literal(1),
  /** As n8n had it, edits of people included; absent when it was not there. */
  workflow: workflowSchema.optional(),
  /** What had been applied last by then; absent when nothing ever was. */
  lastAppliedHash: z.string().optional(),
});

export type RestorePoint = z.infer<typeof restorePointSchema>;

/**
 * Stores what n8n has now. It is an activity of its own, ended before the first write begins: one that did both would
 * find its own write when it is repeated after a crash.
 * @returns hash of the restore point; the same state gives the same hash.
 */
export async function noteRestorePoint(
  { client, artifacts }: { client: N8nClient; artifacts: ArtifactStore },
  { n8nWorkflowId, lastAppliedHash }: Pick<NoteRestorePointInput, 'n8nWorkflowId' | 'lastAppliedHash'>,
): Promise<string> {
  const workflow = await client.getWorkflow(n8nWorkflowId);
  return artifacts.putJson({
    schemaVersion: 1,
    ...(workflow !== undefined && { workflow }),
    ...(lastAppliedHash !== undefined && { lastAppliedHash }),
  });
}

export async function readRestorePoint(artifacts: ArtifactStore, hash: string): Promise<RestorePoint> {
  return restorePointSchema.parse(await artifacts.getJson(hash));
}
