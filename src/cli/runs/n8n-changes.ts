import { hashJson } from '../../artifacts/content-hash.ts';
import { LocalArtifactStore } from '../../artifacts/local-store.ts';
import { MillwrightError } from '../../errors.ts';
import { loadCatalogue } from '../../n8n/catalogue/load.ts';
import type { N8nClient } from '../../n8n/client/client.ts';
import type { DeployDependencies } from '../../n8n/sync/deployment.ts';
import { requireUnusedName } from '../../n8n/sync/foreign-name.ts';
import { workflowIdFor } from '../../n8n/document/identity.ts';
import { planDiff } from '../../n8n/sync/plan-diff.ts';
import { compileTasksOf } from '../../n8n/compile/tasks-of-component.ts';
import { ownerWorkflowId } from '../../protocol/names.ts';
import type { AppliedTask, OwnerState } from '../../protocol/owner.ts';
import type { DeployInput } from '../../protocol/activities.ts';
import type { Problem } from '../../protocol/problem.ts';
import { dataFolderAt } from '../../services/data-folder.ts';
import { catalogueFolder } from '../../services/places.ts';
import type { Component, Specification } from '../../spec/model.ts';
import { taskPointer, toPointer } from '../../spec/pointer.ts';
import { n8nInstanceName } from '../../spec/n8n-instance.ts';
import type { Config } from '../../config.ts';
import type { RunDocuments } from './documents.ts';
import type { RunClient } from './run-client.ts';

/** What a run would change in one n8n workflow. */
export interface ComponentChange {
  componentId: string;
  workflowName: string;
  n8nWorkflowId: string;
  changes: boolean;
  /** Every task of this component was applied as the documents say now. */
  applied: boolean;
  /** Published as it is. */
  live: boolean;
  /** Markdown. */
  shown: string;
  /** Tasks whose nodes cannot be told, e.g. because a credential is missing, with all that is wrong with each. */
  failures: { taskId: string; message: string }[];
  /** What n8n would refuse, and a run with it. */
  problems: Problem[];
}

/**
 * Compares the documents with what stands in n8n, without writing anything. Base of the comparison is what the owner
 * workflow applied last; without a Temporal server (`runs` undefined) there is none, and only the difference is seen.
 */
export async function n8nChanges(
  documents: RunDocuments,
  client: N8nClient,
  runs: RunClient | undefined,
  config: Config,
): Promise<ComponentChange[]> {
  const folder = dataFolderAt(config.home);
  const dependencies: DeployDependencies = {
    client,
    artifacts: new LocalArtifactStore(folder.artifacts),
    catalogue: await loadCatalogue(client, catalogueFolder()),
    documents: async () => documents,
  };
  const components = documents.specification.components.filter((component) => component.platform === 'n8n');
  return Promise.all(components.map((component) => changesOf(component, documents, dependencies, runs)));
}

async function changesOf(
  component: Component & { platform: 'n8n' },
  documents: RunDocuments,
  dependencies: DeployDependencies,
  runs: RunClient | undefined,
): Promise<ComponentChange> {
  const { specification, environment } = documents;
  const n8nInstance = n8nInstanceName(environment);
  const componentId = component.component_id;
  const n8nWorkflowId = workflowIdFor({ n8nInstance, specId: specification.spec_id, componentId });
  const owner = await runs?.ownerState(ownerWorkflowId(n8nInstance, n8nWorkflowId));
  const wanted = wantedTasks(specification, componentId, documents, owner);
  const input: DeployInput = {
    n8nWorkflowId,
    workflowName: component.workflow_name,
    componentId,
    newest: { specificationHash: hashJson(specification), environmentHash: hashJson(environment) },
    tasks: wanted,
    requestedTaskIds: wanted.map((task) => task.taskId),
    ...(owner?.lastAppliedHash && { lastAppliedHash: owner.lastAppliedHash }),
    overwrite: false,
  };
  const [{ changes, shown, failures }, stored] = await Promise.all([
    planDiff(dependencies, input),
    dependencies.client.getWorkflow(n8nWorkflowId),
  ]);
  const foreign = stored === undefined ? await foreignName(component, documents, dependencies) : [];
  return {
    componentId,
    workflowName: component.workflow_name,
    n8nWorkflowId,
    changes,
    applied: wanted.every((task) => isApplied(task, owner)),
    live: stored?.active === true && stored.activeVersionId === stored.versionId,
    shown,
    failures: [...failures].map(([taskId, { message }]) => ({ taskId, message })),
    problems: [
      ...foreign,
      ...[...failures].flatMap(([taskId, error]) => refusals(taskId, error, specification)),
    ],
  };
}

/** A workflow of this name that somebody else made. */
async function foreignName(
  { component_id: id, workflow_name: name }: Component & { platform: 'n8n' },
  { specification }: RunDocuments,
  { client }: DeployDependencies,
): Promise<Problem[]> {
  try {
    await requireUnusedName(client, name);
    return [];
  } catch (error) {
    if (!(error instanceof MillwrightError) || error.code !== 'n8n_not_owned') throw error;
    const index = specification.components.findIndex((each) => each.component_id === id);
    const pointer = toPointer(['components', index, 'workflow_name']);
    return [{ rule: error.code, message: error.message, fix: error.fix, pointer }];
  }
}

/** Of a task that fails. A credential that is missing is no refusal: a run waits for it. */
function refusals(taskId: string, error: MillwrightError, { implementation }: Specification): Problem[] {
  const { code: rule, message, fix } = error;
  const pointer = taskPointer(implementation.task_summary.findIndex((task) => task.task_id === taskId));
  const found = error.problems.length > 0 ? error.problems : [{ rule, message, fix, pointer }];
  return found.filter((problem) => !AWAITED.has(problem.rule)).map((problem) => ({ ...problem, pointer }));
}

const AWAITED: ReadonlySet<string> = new Set(['credential_missing', 'credential_ambiguous']);

/** The tasks as the documents say now, with the code that was accepted for them. */
function wantedTasks(
  specification: Specification,
  componentId: string,
  documents: RunDocuments,
  owner: OwnerState | undefined,
): AppliedTask[] {
  const specificationHash = hashJson(documents.specification);
  const environmentHash = hashJson(documents.environment);
  return compileTasksOf(specification, componentId).map(({ task_id: taskId }) => {
    const codeHash = owner?.tasks.find((task) => task.taskId === taskId)?.codeHash;
    return { taskId, specificationHash, environmentHash, ...(codeHash !== undefined && { codeHash }) };
  });
}

function isApplied(wanted: AppliedTask, owner: OwnerState | undefined): boolean {
  const applied = owner?.tasks.find((task) => task.taskId === wanted.taskId);
  return (
    applied?.specificationHash === wanted.specificationHash &&
    applied.environmentHash === wanted.environmentHash
  );
}
