import { checkConnections } from './connection-exists.ts';
import { readWorkflow, type CheckDependencies, type CheckRequest } from './check-request.ts';
import type { ExpectedNode } from './built-workflow.ts';
import type { N8nClient } from '../n8n/client/client.ts';
import { findThings } from '../n8n/live/find-things.ts';
import type { Gap } from '../protocol/evidence.ts';
import { neededThings, thingText } from '../spec/needed-things.ts';
import type { Observation } from './evidence.ts';
import { observe, type CheckFinding } from './evidence-record.ts';
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
  const needed = await lookForThings(dependencies.client, part.nodes);
  return {
    ran: `GET /api/v1/workflows/${workflow?.id ?? ''}, compared with the specification`,
    observations: [
      ...checkNodes(part.nodes, workflow),
      ...checkConnections(edges, workflow, part.declaredEdges),
      ...needed.observations,
    ],
    gaps: needed.gaps,
    passedSummary: standing(part.nodes.length, edges.length),
  };
}

/** Without a data table or a workflow that it names, a node stands in n8n as specified and fails at its first item. */
async function lookForThings(
  client: N8nClient,
  nodes: readonly ExpectedNode[],
): Promise<{ observations: Observation[]; gaps: Gap[] }> {
  const wanted = nodes.flatMap(({ name, type, parameters }) =>
    neededThings(type, parameters).map((thing) => ({ name, thing })),
  );
  const found = await findThings(
    client,
    wanted.map(({ thing }) => thing),
  );
  const observations: Observation[] = [];
  const gaps: Gap[] = [];
  for (const [index, { thing, state }] of found.entries()) {
    const node = `node "${wanted[index]?.name ?? ''}"`;
    const text = thingText(thing);
    if (state === 'unknown')
      gaps.push({
        mark: 'not_checked',
        text: `${node} needs the ${text}; this API key may not see whether n8n has it.`,
      });
    else
      observations.push(
        observe(`${node}: ${text}`, 'n8n has it', state === 'there' ? [] : ['n8n has it not']),
      );
  }
  return { observations, gaps };
}

/** "2 nodes and 1 connection stand in n8n as specified."; what there is none of is not told. */
function standing(nodes: number, connections: number): string {
  const parts = [counted(nodes, 'node'), counted(connections, 'connection')].filter((part) => part !== '');
  return `${parts.join(' and ')} ${nodes + connections === 1 ? 'stands' : 'stand'} in n8n as specified.`;
}

function counted(count: number, noun: string): string {
  return count === 0 ? '' : `${count} ${noun}${count === 1 ? '' : 's'}`;
}
