import type { StoredWorkflow } from '../n8n/client/wire.ts';
import { describeEdge, edgesOf, sameEdge, type Edge } from './built-workflow.ts';
import type { Observation } from './evidence.ts';
import { observe } from './evidence-record.ts';

/**
 * Compares the edges of a task with what n8n holds now: both ends, output, input and type. n8n takes an output that
 * does not exist in silence and never runs the target (n8n 2.41), so an edge elsewhere between the same nodes is told.
 *
 * @param declared All edges that the specification has between these nodes; by default the same as `expected`.
 */
export function checkConnections(
  expected: readonly Edge[],
  workflow: StoredWorkflow | undefined,
  declared: readonly Edge[] = expected,
): Observation[] {
  const actual = workflow ? edgesOf(workflow.connections) : [];
  return expected.map((edge) => {
    const found = actual.filter((candidate) => sameEdge(candidate, edge)).length;
    const wrong: string[] = [];
    if (!workflow) wrong.push('the workflow is not in n8n');
    else if (found === 0) wrong.push('the edge is missing');
    else if (found > 1) wrong.push(`the edge is there ${found} times`);
    for (const other of actual.filter((candidate) => isStray(candidate, edge, declared))) {
      wrong.push(`there is ${describeEdge(other)}`);
    }
    return observe(`edge ${describeEdge(edge)}`, 'exactly this edge between the two nodes', wrong);
  });
}

/** Between the same two nodes, but not declared. */
function isStray(candidate: Edge, edge: Edge, declared: readonly Edge[]): boolean {
  const samePair = candidate.from === edge.from && candidate.to === edge.to;
  return samePair && !declared.some((other) => sameEdge(candidate, other));
}
