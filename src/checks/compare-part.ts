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
    passedSummary: standing(part.nodes.length, edges.length),
  };
}

/** "2 nodes and 1 connection stand in n8n as specified."; what there is none of is not told. */
function standing(nodes: number, connections: number): string {
  const parts = [counted(nodes, 'node'), counted(connections, 'connection')].filter((part) => part !== '');
  return `${parts.join(' and ')} ${nodes + connections === 1 ? 'stands' : 'stand'} in n8n as specified.`;
}

function counted(count: number, noun: string): string {
  return count === 0 ? '' : `${count} ${noun}${count === 1 ? '' : 's'}`;
}
