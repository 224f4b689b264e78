import { hashJson } from '../artifacts/content-hash.ts';
import { describeDiff, describeEdge } from '../n8n/sync/describe-diff.ts';
import { diffWorkflow } from '../n8n/sync/diff.ts';
import { toEdges } from '../n8n/document/edge.ts';
import type { StoredWorkflow } from '../n8n/client/wire.ts';
import { stateOfStored } from '../n8n/document/workflow-state.ts';

/**
 * What an activation would put live, as Markdown: the whole workflow the first time, afterwards what differs from
 * the version that is live. The last line covers every parameter, so that any change gives another digest.
 * @param url root address of n8n
 */
export function describeN8nWorkflow(
  url: string,
  name: string,
  workflow: StoredWorkflow | undefined,
): string[] {
  if (workflow === undefined) return [`**n8n** has no workflow "${name}" yet.`];
  const edges = toEdges(workflow.nodes, workflow.connections);
  return [
    `**n8n workflow "${workflow.name}"** ${liveText(workflow)} ${url}/workflow/${workflow.id}`,
    '',
    ...(isLiveInAnotherVersion(workflow) ? differences(workflow) : wholeWorkflow(workflow)),
    '',
    `Content ${hashJson({ nodes: workflow.nodes, edges }).slice(0, 12)}: nodes with all their parameters, and connections.`,
  ];
}

function liveText(workflow: StoredWorkflow): string {
  if (!workflow.active) return 'is not active; all of this would go live.';
  return isLiveInAnotherVersion(workflow)
    ? 'is live in an older version; this would change there:'
    : 'is live as it is.';
}

function isLiveInAnotherVersion(workflow: StoredWorkflow): boolean {
  return workflow.active && workflow.activeVersionId !== workflow.versionId;
}

function differences(workflow: StoredWorkflow): string[] {
  if (!workflow.activeVersion) return wholeWorkflow(workflow);
  const { nodes, connections } = workflow.activeVersion;
  const live = stateOfStored({ ...workflow, nodes, connections });
  return describeDiff(diffWorkflow(live, stateOfStored(workflow), () => true)).split('\n');
}

function wholeWorkflow({ nodes, connections }: StoredWorkflow): string[] {
  const edges = toEdges(nodes, connections);
  const names = new Map(nodes.map((node) => [node.id, node.name]));
  return [
    `${nodes.length} nodes:`,
    '',
    ...nodes.map(
      (node) => `- ${node.name} (${node.type.replace(/^n8n-nodes-base\./, '')} ${node.typeVersion})`,
    ),
    '',
    `${edges.length} connections:`,
    '',
    ...edges.map((edge) => `- ${describeEdge(edge, names)}`),
  ];
}
