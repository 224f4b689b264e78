import { MillwrightError } from '../../errors.ts';
import type { N8nClient } from '../client/client.ts';
import { describeDiff } from './describe-diff.ts';
import { diffWorkflow, isEmptyDiff } from './diff.ts';
import { removeWorkflow } from '../client/remove-workflow.ts';
import type { StoredWorkflow, WorkflowDocument } from '../client/wire.ts';
import { documentOf, stateOfStored, type WorkflowState } from '../document/workflow-state.ts';

export interface VerifiedWrite {
  workflowId: string;
  /** What n8n has now; undefined when the workflow is not there yet. */
  before: StoredWorkflow | undefined;
  target: WorkflowState;
  /** Only the settings that are ours are sent. */
  settings: WorkflowDocument['settings'];
}

/**
 * One write, read back and compared; on any difference the workflow is put back as it was. n8n may answer 400
 * and have saved all the same, so a refused write is looked at, too.
 * @throws MillwrightError `n8n_rejected` when n8n stored something else, `n8n_workflow_exists` when it was made in between,
 *   or what the write itself was refused with.
 */
export async function writeVerified(client: N8nClient, write: VerifiedWrite): Promise<StoredWorkflow> {
  const { workflowId, before, target, settings } = write;
  const document = documentOf(target, settings);
  try {
    if (before === undefined) await client.importWorkflow(workflowId, document);
    else await client.putWorkflow(workflowId, document);
    const stored = await client.getWorkflow(workflowId);
    if (stored === undefined) throw new MillwrightError('n8n_rejected', `n8n did not keep "${target.name}".`);
    const difference = diffWorkflow(target, stateOfStored(stored), () => true);
    const relevant = {
      ...difference,
      workflow: difference.workflow.filter(({ field }) => isOurs(field, settings)),
    };
    if (isEmptyDiff(relevant)) return stored;
    throw new MillwrightError(
      'n8n_rejected',
      `n8n stored "${target.name}" otherwise than it was written:\n${describeDiff(relevant)}`,
    );
  } catch (error) {
    // Another attempt of the same write made it after this one had looked: it is not ours to put back.
    const isOthers = error instanceof MillwrightError && error.code === 'n8n_workflow_exists';
    if (!isOthers) await restore(client, workflowId, before);
    throw error;
  }
}

/** Puts the workflow back as it was, if the failed write left something behind. */
async function restore(
  client: N8nClient,
  workflowId: string,
  before: StoredWorkflow | undefined,
): Promise<void> {
  const now = await client.getWorkflow(workflowId);
  if (now === undefined) return;
  if (before === undefined) {
    await removeWorkflow(client, workflowId);
    return;
  }
  if (now.versionId === before.versionId && now.name === before.name) return;
  await client.putWorkflow(workflowId, snapshotDocument(before));
}

/** A workflow as read, in the form that can be written (a GET cannot be PUT back as it is, n8n 2.41). */
export function snapshotDocument(workflow: StoredWorkflow): WorkflowDocument {
  const { name, nodes, connections } = workflow;
  // n8n keeps the stored settings when none are sent, and refuses some that it stored itself.
  return { name, nodes, connections, settings: {} };
}

function isOurs(field: string, settings: WorkflowDocument['settings']): boolean {
  return field === 'name' || Object.keys(settings).some((key) => field.startsWith(`settings.${key}`));
}
