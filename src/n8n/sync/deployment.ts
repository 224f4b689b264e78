import { createHash } from 'node:crypto';
import type { ArtifactStore } from '../../artifacts/artifact-store.ts';
import type { DeployInput, DeployResult } from '../../protocol/activities.ts';
import type { NodeCatalogue } from '../catalogue/catalogue.ts';
import { changesByTask } from './changes-by-task.ts';
import type { N8nClient } from '../client/client.ts';
import { describeConflicts } from './conflicts.ts';
import { desiredState, type DesiredState } from '../compile/desired-state.ts';
import { diffWorkflow, isEmptyDiff } from './diff.ts';
import type { CompileContext, DocumentReader } from '../compile/compile-task.ts';
import { requireUnusedName } from './foreign-name.ts';
import { readLastApplied, type LastApplied } from './last-applied.ts';
import { mergeDesired } from './merge.ts';
import type { StoredWorkflow } from '../client/wire.ts';
import { stateOfStored, type WorkflowState } from '../document/workflow-state.ts';
import { writeVerified } from './write-verified.ts';

export interface DeployDependencies {
  client: N8nClient;
  artifacts: ArtifactStore;
  catalogue: NodeCatalogue;
  documents: DocumentReader;
}

/**
 * Brings one n8n workflow to the state that its tasks describe, by at most one write: read, compare with
 * what was applied last, snapshot, write, read again, compare, restore on a difference. Run again, it changes nothing.
 * The caller is the only writer of this workflow besides people.
 */
export async function deployWorkflow(
  dependencies: DeployDependencies,
  input: DeployInput,
): Promise<DeployResult> {
  const { client, artifacts } = dependencies;
  const base = await readLastApplied(artifacts, input.lastAppliedHash);
  const context = await compileContext(dependencies, input);
  const desired = await desiredState(context, { ...input, previousTasks: base?.tasks ?? [] });
  // Read last, so that as little time as possible lies between reading and writing.
  let before = await client.getWorkflow(input.n8nWorkflowId);
  if (before?.isArchived === true) {
    if (!input.overwrite) return conflict(`Somebody archived "${before.name}" in n8n.`);
    before = await client.unarchiveWorkflow(input.n8nWorkflowId);
  }
  const actual = before === undefined ? undefined : stateOfStored(before);
  const { target, conflicts } = mergeDesired({ desired: desired.document, actual, base });
  if (conflicts.length > 0 && !input.overwrite)
    return conflict(describeConflicts(input.workflowName, conflicts));

  const { owners } = desired.document;
  const diff = diffWorkflow(actual, target, (nodeId) => owners.has(nodeId));
  const writes = !isEmptyDiff(diff) && (before !== undefined || target.nodes.length > 0);
  const stored = writes ? await write(dependencies, input, before, target, desired) : before;
  const snapshotHash = writes ? await snapshot(artifacts, before) : base?.snapshotHash;
  return {
    outcome: 'done',
    tasks: desired.compiled.map(({ applied }) => applied),
    lastAppliedHash: await artifacts.putJson(lastApplied(desired, stored, target, snapshotHash)),
    active: stored?.active ?? false,
    nodes: desired.document.nodes.length,
    connections: desired.document.edges.length,
    changes: changesByTask(input.requestedTaskIds, desired, diff, base),
    failedTasks: Object.fromEntries(
      [...desired.failures].map(([taskId, { code, message }]) => [taskId, { code, message }]),
    ),
  };
}

/** Everything that compiling the tasks of one workflow needs. */
export async function compileContext(
  { client, artifacts, catalogue, documents }: DeployDependencies,
  { componentId }: Pick<DeployInput, 'componentId'>,
): Promise<CompileContext> {
  return { documents, artifacts, catalogue, credentials: await client.listCredentials(), componentId };
}

async function write(
  { client, artifacts }: DeployDependencies,
  input: DeployInput,
  before: StoredWorkflow | undefined,
  target: WorkflowState,
  desired: DesiredState,
): Promise<StoredWorkflow> {
  if (before === undefined) await requireUnusedName(client, input.workflowName);
  // In the store before the write: a crash in between must not lose what was there.
  await snapshot(artifacts, before);
  const { settings } = desired.document;
  return writeVerified(client, { workflowId: input.n8nWorkflowId, before, target, settings });
}

async function snapshot(
  artifacts: ArtifactStore,
  before: StoredWorkflow | undefined,
): Promise<string | undefined> {
  return before === undefined ? undefined : artifacts.putJson(before);
}

function lastApplied(
  { document, compiled }: DesiredState,
  stored: StoredWorkflow | undefined,
  target: WorkflowState,
  snapshotHash: string | undefined,
): LastApplied {
  return {
    schemaVersion: 1,
    tasks: compiled.map(({ applied }) => applied),
    owners: Object.fromEntries(document.owners),
    workflow: stored === undefined ? target : stateOfStored(stored),
    positions: Object.fromEntries(document.nodes.map((node) => [node.id, node.position])),
    ...(snapshotHash === undefined ? {} : { snapshotHash }),
  };
}

function conflict(shown: string): DeployResult {
  return { outcome: 'conflict', shown, digest: createHash('sha256').update(shown).digest('hex') };
}
