import { checkConnections } from './connection-exists.ts';
import { readWorkflow, type CheckDependencies, type CheckRequest } from './check-request.ts';
import type { CheckFinding } from './evidence-record.ts';
import { checkNodes } from './node-exists.ts';

/** Compares what the task has to have left in n8n with what stands there. */
export async function comparePart(
  dependencies: CheckDependencies,
  request: CheckRequest,
): Promise<CheckFinding> {
  const workflow = await readWorkflow(dependencies.client, request);
  const part = await dependencies.expectedPart(request.task);
  const isThere = (name: string): boolean => workflow?.nodes.some((node) => node.name === name) ?? false;
  const isOwn = (name: string): boolean => part.nodes.some((node) => node.name === name);
  // An edge of a node to one that a later task makes is drawn then; a task of edges alone needs both ends.
  const edges = part.edges.filter(
    ({ from, to }) => part.nodes.length === 0 || [from, to].every((name) => isOwn(name) || isThere(name)),
  );
  return {
    ran: `GET /api/v1/workflows/${workflow?.id ?? ''}, compared with the specification`,
    observations: [
      ...checkNodes(part.nodes, workflow),
      ...checkConnections(edges, workflow, part.declaredEdges),
    ],
    passedSummary: `${part.nodes.length} nodes and ${edges.length} edges stand in n8n as specified.`,
  };
}
