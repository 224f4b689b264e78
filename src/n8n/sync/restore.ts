import type { ArtifactStore } from '../../artifacts/artifact-store.ts';
import { MillwrightError } from '../../errors.ts';
import type { RestoreChange } from '../../protocol/owner.ts';
import type { RestoreInput, RestoreResult } from '../../protocol/activities.ts';
import type { N8nClient } from '../client/client.ts';
import { describeDiff } from './describe-diff.ts';
import { diffWorkflow, isEmptyDiff, type WorkflowDiff } from './diff.ts';
import { toEdges } from '../document/edge.ts';
import { readLastApplied, type LastApplied } from './last-applied.ts';
import { waitUntilDown, waitUntilLive } from '../live/liveness.ts';
import { removeWorkflow } from '../client/remove-workflow.ts';
import { readRestorePoint } from './restore-point.ts';
import type { StoredWorkflow, WorkflowDocument } from '../client/wire.ts';
import { stateOfStored, type WorkflowState } from '../document/workflow-state.ts';
import { snapshotDocument } from './put-back.ts';
import { requireUnchanged } from './write-verified.ts';

/**
 * Puts a workflow back as it was before a run touched it first, or removes it when it was not there. What
 * a person changed since is never lost: then the workflow is kept as it is. Run again, it changes nothing.
 * @throws MillwrightError `n8n_rejected` when n8n has something else afterwards, `n8n_changed_meanwhile` when a person saved
 *   it in these seconds: asked again, it is seen and kept.
 */
export async function restoreWorkflow(
  { client, artifacts }: { client: N8nClient; artifacts: ArtifactStore },
  input: RestoreInput,
): Promise<RestoreResult> {
  const { workflow: before, lastAppliedHash } = await readRestorePoint(artifacts, input.restorePoint);
  const now = await client.getWorkflow(input.n8nWorkflowId);
  const edited =
    now && whatPeopleChanged(now, before, await readLastApplied(artifacts, input.lastAppliedHash));
  if (edited !== undefined) return { outcome: 'kept', reason: edited };
  if (now === undefined && before !== undefined)
    return { outcome: 'kept', reason: `Somebody removed "${before.name}" from n8n.` };
  const change = await goBack(client, now, before);
  const restored = (await readLastApplied(artifacts, lastAppliedHash))?.tasks ?? [];
  return {
    outcome: 'restored',
    change,
    tasks: restored,
    ...(lastAppliedHash !== undefined && { lastAppliedHash }),
    active: before?.active ?? false,
    nodes: before?.nodes.length ?? 0,
    connections: before === undefined ? 0 : toEdges(before.nodes, before.connections).length,
  };
}

/** In words, or undefined: n8n has what was applied last, or already what it had before. */
function whatPeopleChanged(
  now: StoredWorkflow,
  before: StoredWorkflow | undefined,
  applied: LastApplied | undefined,
): string | undefined {
  if (before !== undefined && isEmptyDiff(differences(stateOfStored(before), now))) return undefined;
  if (applied === undefined) return `It is not known what was applied to "${now.name}" last.`;
  const edits = differences(applied.workflow, now);
  return isEmptyDiff(edits)
    ? undefined
    : `Somebody changed "${now.name}" in n8n meanwhile:\n${describeDiff(edits)}`;
}

function differences(from: WorkflowState, to: StoredWorkflow): WorkflowDiff {
  return diffWorkflow(from, stateOfStored(to), () => true);
}

async function goBack(
  client: N8nClient,
  now: StoredWorkflow | undefined,
  before: StoredWorkflow | undefined,
): Promise<RestoreChange> {
  if (now === undefined) return 'no change';
  if (before === undefined) {
    await removeWorkflow(client, now.id, now);
    if ((await client.getWorkflow(now.id)) !== undefined)
      throw new MillwrightError('n8n_rejected', `n8n did not remove "${now.name}".`);
    return 'removed';
  }
  if (isAsBefore(now, before)) return 'no change';
  if (now.active && !before.active) {
    await client.unpublishWorkflow(now.id);
    await waitUntilDown(client, now);
  }
  if (!isEmptyDiff(differences(stateOfStored(before), now))) {
    await requireUnchanged(client, now);
    await client.putWorkflow(now.id, { ...snapshotDocument(before), settings: settingsBack(now, before) });
  }
  if (before.active && now.activeVersionId !== before.activeVersionId) await publishAgain(client, before);
  if (before.isArchived && !now.isArchived) await client.archiveWorkflow(now.id);
  const after = await client.getWorkflow(now.id);
  if (after === undefined || !isAsBefore(after, before))
    throw new MillwrightError('n8n_rejected', `n8n did not put "${before.name}" back as it was.`);
  return 'put back';
}

/** The draft, and which version is live: everything but n8n's own counters. */
function isAsBefore(now: StoredWorkflow, before: StoredWorkflow): boolean {
  return (
    isEmptyDiff(differences(stateOfStored(before), now)) &&
    isEmptyDiff(diffWorkflow(stateOfStored(now), stateOfStored(before), () => true)) &&
    now.active === before.active &&
    (now.activeVersionId ?? undefined) === (before.activeVersionId ?? undefined) &&
    now.isArchived === before.isArchived
  );
}

/** Only what differs, because n8n refuses some settings that it stored itself. `DEFAULT` takes one away (n8n 2.41). */
function settingsBack(now: StoredWorkflow, before: StoredWorkflow): WorkflowDocument['settings'] {
  const added = Object.keys(now.settings).filter((key) => before.settings[key] === undefined);
  const changed = Object.entries(before.settings).filter(
    ([key, value]) => JSON.stringify(now.settings[key]) !== JSON.stringify(value),
  );
  return { ...Object.fromEntries(added.map((key) => [key, 'DEFAULT'])), ...Object.fromEntries(changed) };
}

/** The very version that was live before, which may be older than the draft. */
async function publishAgain(client: N8nClient, before: StoredWorkflow): Promise<void> {
  const published = await client.publishWorkflow(before.id, before.activeVersionId ?? undefined);
  const { nodes = published.nodes } = published.activeVersion ?? {};
  await waitUntilLive(client, {
    ...published,
    nodes,
    versionId: published.activeVersionId ?? published.versionId,
  });
}
