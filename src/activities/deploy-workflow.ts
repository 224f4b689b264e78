import { setWorkflowActive as switchActive } from '../n8n/live/activation.ts';
import { loadCatalogue } from '../n8n/catalogue/load.ts';
import { deployWorkflow as deploy } from '../n8n/sync/deployment.ts';
import { toEdges } from '../n8n/document/edge.ts';
import type { DeployInput, DeployResult, SetActiveInput, SetActiveResult } from '../protocol/activities.ts';
import { parseEnvironmentDocument } from '../spec/parse.ts';
import { MillwrightError } from '../errors.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { readDocuments } from './stored-documents.ts';

/** One write for all tasks that wait; called by the owner of the n8n workflow only. */
export async function deployWorkflow(
  dependencies: ActivityDependencies,
  input: DeployInput,
): Promise<DeployResult> {
  const { environment } = await readDocuments(dependencies, input.newest);
  const client = await dependencies.openN8n(environment);
  const catalogue = await loadCatalogue(client, dependencies.catalogueFolder);
  const { artifacts } = dependencies;
  return deploy(
    { client, artifacts, catalogue, documents: (hashes) => readDocuments(dependencies, hashes) },
    input,
  );
}

/** Publishes or unpublishes, and waits until n8n really does so. */
export async function setWorkflowActive(
  dependencies: ActivityDependencies,
  input: SetActiveInput,
): Promise<SetActiveResult> {
  const parsed = parseEnvironmentDocument(await dependencies.artifacts.getJson(input.environmentHash));
  if (!parsed.ok)
    throw new MillwrightError(
      'artifact_corrupt',
      'The stored environment is not valid for this version of Millwright.',
    );
  const client = await dependencies.openN8n(parsed.environment);
  const { change } = await switchActive(client, input.n8nWorkflowId, input.active);
  const workflow = await client.getWorkflow(input.n8nWorkflowId);
  return {
    change,
    nodes: workflow?.nodes.length ?? 0,
    connections: workflow === undefined ? 0 : toEdges(workflow.nodes, workflow.connections).length,
  };
}
