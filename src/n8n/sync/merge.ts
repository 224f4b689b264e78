import { isDeepStrictEqual } from 'node:util';
import { findConflicts, type Conflict } from './conflicts.ts';
import type { DesiredDocument } from '../document/document.ts';
import { edgeKey, type Edge } from '../document/edge.ts';
import type { LastApplied } from './last-applied.ts';
import { ownerOfField } from '../document/node-fields.ts';
import type { N8nNode } from '../client/wire.ts';
import { stateOfDesired, type WorkflowState } from '../document/workflow-state.ts';

export interface MergeInput {
  desired: DesiredDocument;
  /** What n8n has now; undefined when the workflow is not there. */
  actual: WorkflowState | undefined;
  base: LastApplied | undefined;
}

export interface Merge {
  /** What n8n shall have: ours as desired, all else as it is. */
  target: WorkflowState;
  /** Edits that people made to what is ours; writing `target` would undo them. */
  conflicts: Conflict[];
}

/**
 * Three-way: what we applied last, what n8n has, what shall be. What is missing is put back, what was
 * never ours is kept, and what a person changed is a conflict.
 */
export function mergeDesired({ desired, actual, base }: MergeInput): Merge {
  const wanted = stateOfDesired(desired);
  if (actual === undefined) return { target: wanted, conflicts: [] };
  const { conflicts, undone } = findConflicts(wanted, actual, base);
  const wantedNodes = new Map(wanted.nodes.map((node) => [node.id, node]));
  const actualIds = new Set(actual.nodes.map((node) => node.id));

  const kept = actual.nodes.flatMap((node) => {
    const ours = wantedNodes.get(node.id);
    if (ours !== undefined) return [asWritten(ours, node, base?.positions[node.id])];
    return base?.owners[node.id] === undefined ? [node] : [];
  });
  const added = wanted.nodes
    .filter((node) => !actualIds.has(node.id))
    .map((node) => besideOthers(node, kept));
  const nodes = [...kept, ...added];
  const edges = mergeEdges(wanted.edges, actual.edges, nodes, (edge) => {
    const key = edgeKey(edge);
    return base?.owners[key] !== undefined || undone.has(key);
  });
  const settings = { ...actual.settings, ...wanted.settings };
  return { target: { name: wanted.name, settings, nodes, edges }, conflicts };
}

/** Of the node in n8n stays what is not ours; what n8n filled in as well, or each write would be another version. */
function asWritten(ours: N8nNode, actual: N8nNode, ourPlace: N8nNode['position'] | undefined): N8nNode {
  const kept = Object.fromEntries(Object.entries(actual).filter(([name]) => ownerOfField(name) !== 'ours'));
  const isMoved = !isDeepStrictEqual(ourPlace, actual.position);
  return { ...kept, ...ours, position: isMoved ? actual.position : ours.position };
}

/** Never on top of a node that somebody moved or made. */
function besideOthers(node: N8nNode, others: readonly N8nNode[]): N8nNode {
  const [x, wantedY] = node.position;
  let y = wantedY;
  while (others.some(({ position }) => Math.abs(position[0] - x) < 100 && Math.abs(position[1] - y) < 100))
    y += 100;
  return { ...node, position: [x, y] };
}

function mergeEdges(
  wanted: readonly Edge[],
  actual: readonly Edge[],
  nodes: readonly N8nNode[],
  isDropped: (edge: Edge) => boolean,
): Edge[] {
  const ids = new Set(nodes.map((node) => node.id));
  const wantedKeys = new Set(wanted.map(edgeKey));
  const kept = actual.filter(
    (edge) => wantedKeys.has(edgeKey(edge)) || (ids.has(edge.from) && ids.has(edge.to) && !isDropped(edge)),
  );
  const keptKeys = new Set(kept.map(edgeKey));
  return [...kept, ...wanted.filter((edge) => !keptKeys.has(edgeKey(edge)))];
}
