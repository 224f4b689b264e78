import type { N8nClient } from '../client/client.ts';
import { removeWorkflow } from '../client/remove-workflow.ts';
import { changedMeanwhile, isSameVersion } from '../client/same-version.ts';
import type { StoredWorkflow, WorkflowDocument } from '../client/wire.ts';
import { stateOfStored, type WorkflowState } from '../document/workflow-state.ts';
import { diffWorkflow, isEmptyDiff, type WorkflowDiff } from './diff.ts';

/** A write that failed: what there was, what was to be, and the version that n8n answered with, if it answered well. */
export interface FailedWrite {
  workflowId: string;
  before: StoredWorkflow | undefined;
  target: WorkflowState;
  answered: StoredWorkflow | undefined;
}

/**
 * Puts the workflow back as it was, if the failed write left something behind. What a person saved meanwhile stays.
 * @throws MillwrightError `n8n_changed_meanwhile` then.
 */
export async function putBack(client: N8nClient, write: FailedWrite): Promise<void> {
  const { workflowId, before } = write;
  const now = await client.getWorkflow(workflowId);
  if (now === undefined || isSameVersion(now, before)) return;
  if (!isLeftByWrite(now, write)) throw changedMeanwhile(now);
  if (before === undefined) await removeWorkflow(client, workflowId, now);
  else await client.putWorkflow(workflowId, snapshotDocument(before));
}

/** A workflow as read, in the form that can be written (a GET cannot be PUT back as it is, n8n 2.41). */
export function snapshotDocument(workflow: StoredWorkflow): WorkflowDocument {
  const { name, nodes, connections } = workflow;
  // n8n keeps the stored settings when none are sent, and refuses some that it stored itself.
  return { name, nodes, connections, settings: {} };
}

/**
 * n8n gives every save a version of its own. Where the write got no answer, its version is not known: then what stands is
 * the write's when it was saved once only, holds nothing that the write did not bring, and something that it did.
 */
function isLeftByWrite(now: StoredWorkflow, { before, target, answered }: FailedWrite): boolean {
  if (answered !== undefined) return now.versionId === answered.versionId;
  if (before !== undefined && savesBetween(before, now) > 1) return false;
  const stands = stateOfStored(now);
  const fromTarget = changes(target, stands);
  if (bringsAnything(fromTarget) || fromTarget.moved.length > 0) return false;
  return isEmptyDiff(fromTarget) || bringsAnything(changes(before && stateOfStored(before), stands));
}

/** How often nodes or settings were saved; 1 where n8n does not count. */
function savesBetween(before: StoredWorkflow, now: StoredWorkflow): number {
  return now.versionCounter === undefined || before.versionCounter === undefined
    ? 1
    : now.versionCounter - before.versionCounter;
}

/** Settings are left out: n8n fills them in. */
function changes(from: WorkflowState | undefined, to: WorkflowState): WorkflowDiff {
  return diffWorkflow(from && { ...from, settings: {} }, { ...to, settings: {} }, () => true);
}

function bringsAnything({ added, changed, edgesAdded, workflow }: WorkflowDiff): boolean {
  return [added, changed, edgesAdded, workflow].some((list) => list.length > 0);
}
