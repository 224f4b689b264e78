import { cleanUpAfter } from '../../clean-up.ts';
import { MillwrightError } from '../../errors.ts';
import type { N8nClient } from '../client/client.ts';
import { describeDiff } from './describe-diff.ts';
import { diffWorkflow, isEmptyDiff } from './diff.ts';
import { putBack } from './put-back.ts';
import { changedMeanwhile, isSameVersion } from '../client/same-version.ts';
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
 * One write, read back and compared; on any difference the workflow is put back as it was, unless a person saved it
 * meanwhile. n8n may answer 400 and have saved all the same, so a refused write is looked at, too.
 * @throws MillwrightError `n8n_rejected` when n8n stored something else, `n8n_workflow_exists` when it was made in between,
 *   `n8n_changed_meanwhile` when it was changed in between, or what the write itself was refused with.
 */
export async function writeVerified(client: N8nClient, write: VerifiedWrite): Promise<StoredWorkflow> {
  const { workflowId, before, target, settings } = write;
  const document = documentOf(target, settings);
  if (before !== undefined) await requireUnchanged(client, before);
  let answered: StoredWorkflow | undefined;
  try {
    if (before === undefined) await client.importWorkflow(workflowId, document);
    else answered = await client.putWorkflow(workflowId, document);
    const stored = await client.getWorkflow(workflowId);
    if (stored === undefined) throw new MillwrightError('n8n_rejected', `n8n did not keep "${target.name}".`);
    requireAsWritten(stored, target, settings);
    return stored;
  } catch (error) {
    // Another attempt of the same write made it after this one had looked: it is not ours to put back.
    if (error instanceof MillwrightError && error.code === 'n8n_workflow_exists') throw error;
    throw await cleanUpAfter(error, () => putBack(client, { workflowId, before, target, answered }));
  }
}

/**
 * A save between reading and writing would be overwritten unseen, and n8n 2.41 takes no condition with a write: it is read
 * once more at the last moment. @throws MillwrightError `n8n_changed_meanwhile`.
 */
export async function requireUnchanged(client: N8nClient, before: StoredWorkflow): Promise<void> {
  const now = await client.getWorkflow(before.id);
  if (!isSameVersion(now, before)) throw changedMeanwhile(before);
}

function requireAsWritten(
  stored: StoredWorkflow,
  target: WorkflowState,
  settings: WorkflowDocument['settings'],
): void {
  const difference = diffWorkflow(target, stateOfStored(stored), () => true);
  const relevant = {
    ...difference,
    workflow: difference.workflow.filter(({ field }) => isOurs(field, settings)),
  };
  if (isEmptyDiff(relevant)) return;
  throw new MillwrightError(
    'n8n_rejected',
    `n8n stored "${target.name}" otherwise than it was written:\n${describeDiff(relevant)}`,
  );
}

function isOurs(field: string, settings: WorkflowDocument['settings']): boolean {
  return field === 'name' || Object.keys(settings).some((key) => field.startsWith(`settings.${key}`));
}
