import { isDeepStrictEqual } from 'node:util';
import type { JsonValue } from '../../protocol/json.ts';
import { describeEdge } from './describe-diff.ts';
import { workflowFields } from './diff.ts';
import { edgeKey, type Edge } from '../document/edge.ts';
import { ownedFields, shownValue } from './field-change.ts';
import type { LastApplied } from './last-applied.ts';
import type { WorkflowState } from '../document/workflow-state.ts';

/** One edit of a person that a write would undo. */
export interface Conflict {
  /** Node name, or "workflow". */
  where: string;
  field: string;
  /** Undefined where it is not there; `baseKnown` is false when nothing is known of what we applied. */
  base: JsonValue | undefined;
  baseKnown: boolean;
  theirs: JsonValue | undefined;
  ours: JsonValue | undefined;
}

export interface ConflictSearch {
  conflicts: Conflict[];
  /** Keys of edges that go when the decision is to overwrite, and of bridges that n8n drew over a deleted node. */
  undone: Set<string>;
}

export function findConflicts(
  wanted: WorkflowState,
  actual: WorkflowState,
  base: LastApplied | undefined,
): ConflictSearch {
  const edges = extraEdges(wanted, actual, base);
  const names = new Map(actual.nodes.map((node) => [node.id, node.name]));
  const edgeConflicts = edges.drawn.map((edge) => ({
    where: 'workflow',
    field: 'edge',
    base: undefined,
    baseKnown: true,
    theirs: describeEdge(edge, names),
    ours: undefined,
  }));
  return {
    conflicts: [
      ...workflowConflicts(wanted, actual, base),
      ...nodeConflicts(wanted, actual, base),
      ...edgeConflicts,
    ],
    undone: new Set([...edges.drawn, ...edges.bridges].map(edgeKey)),
  };
}

/** Without a base the name and the settings are simply set: no person can be shown to have changed them. */
function workflowConflicts(
  wanted: WorkflowState,
  actual: WorkflowState,
  base: LastApplied | undefined,
): Conflict[] {
  if (base === undefined) return [];
  return compareFields(
    'workflow',
    workflowFields(base.workflow, wanted),
    workflowFields(actual, wanted),
    workflowFields(wanted, wanted),
  );
}

function nodeConflicts(
  wanted: WorkflowState,
  actual: WorkflowState,
  base: LastApplied | undefined,
): Conflict[] {
  const wantedNodes = new Map(wanted.nodes.map((node) => [node.id, node]));
  // A node that we only saw, and did not write, tells nothing about who changed it.
  const baseNodes = new Map(
    base?.workflow.nodes.filter((node) => base.owners[node.id] !== undefined).map((node) => [node.id, node]),
  );
  return actual.nodes.flatMap((node) => {
    const ours = wantedNodes.get(node.id);
    const before = baseNodes.get(node.id);
    if (ours === undefined && before === undefined) return [];
    return compareFields(
      node.name,
      before === undefined ? undefined : ownedFields(before),
      ownedFields(node),
      ours === undefined ? new Map<string, JsonValue>() : ownedFields(ours),
    );
  });
}

/** Fields that they changed since the base, and that ours would set to something else. */
function compareFields(
  where: string,
  base: ReadonlyMap<string, JsonValue> | undefined,
  theirs: ReadonlyMap<string, JsonValue>,
  ours: ReadonlyMap<string, JsonValue>,
): Conflict[] {
  const fields = [...new Set([...(base?.keys() ?? []), ...theirs.keys(), ...ours.keys()])];
  return fields
    .filter((field) => !isDeepStrictEqual(theirs.get(field), ours.get(field)))
    .filter((field) => base === undefined || !isDeepStrictEqual(theirs.get(field), base.get(field)))
    .map((field) => ({
      where,
      field,
      base: base?.get(field),
      baseKnown: base !== undefined,
      theirs: theirs.get(field),
      ours: ours.get(field),
    }));
}

/**
 * Edges between our nodes that we did not draw. The editor of n8n bridges a node that is deleted (A → C in place of
 * A → B → C): when B comes back, that edge is no person's wish.
 */
function extraEdges(
  wanted: WorkflowState,
  actual: WorkflowState,
  base: LastApplied | undefined,
): { drawn: Edge[]; bridges: Edge[] } {
  if (base === undefined) return { drawn: [], bridges: [] };
  const known = new Set([...wanted.edges, ...base.workflow.edges].map(edgeKey));
  const present = new Set(actual.nodes.map((node) => node.id));
  const isBridge = (edge: Edge) => leadsOverDeleted(edge, base.workflow.edges, present);
  const extra = actual.edges.filter(
    (edge) =>
      base.owners[edge.from] !== undefined && base.owners[edge.to] !== undefined && !known.has(edgeKey(edge)),
  );
  return { drawn: extra.filter((edge) => !isBridge(edge)), bridges: extra.filter(isBridge) };
}

/** True if our edges lead from one end to the other over nodes that are not there any more. */
function leadsOverDeleted({ from, to }: Edge, ours: readonly Edge[], present: ReadonlySet<string>): boolean {
  const next = (nodeId: string): string[] =>
    ours.filter((edge) => edge.from === nodeId).map((edge) => edge.to);
  const reached = new Set(next(from));
  for (const nodeId of reached) if (!present.has(nodeId)) for (const id of next(nodeId)) reached.add(id);
  return reached.has(to);
}

/** For the person who decides: base, theirs and ours of every field. */
export function describeConflicts(workflowName: string, conflicts: readonly Conflict[]): string {
  const lines = conflicts.map(({ where, field, base, baseKnown, theirs, ours }) =>
    [
      `- **${where}** \`${field}\``,
      `  - written last: ${baseKnown ? shownValue(base) : 'not known'}`,
      `  - in n8n now: ${shownValue(theirs)}`,
      `  - to be written: ${shownValue(ours)}`,
    ].join('\n'),
  );
  return [`Somebody changed "${workflowName}" in n8n:`, '', ...lines].join('\n');
}
