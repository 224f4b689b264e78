import { isDeepStrictEqual } from 'node:util';
import type { JsonValue } from '../../protocol/json.ts';
import { edgeKey, type Edge } from '../document/edge.ts';
import { fieldChanges, flatten, ownedAndKeptFields, type FieldChange } from './field-change.ts';
import type { N8nNode } from '../client/wire.ts';
import type { WorkflowState } from '../document/workflow-state.ts';

/** What a write would change in n8n. */
export interface WorkflowDiff {
  created: boolean;
  added: N8nNode[];
  changed: { node: N8nNode; fields: FieldChange[] }[];
  removed: N8nNode[];
  moved: N8nNode[];
  edgesAdded: Edge[];
  edgesRemoved: Edge[];
  /** Name and settings of the workflow. */
  workflow: FieldChange[];
  /** Nodes that are not ours; they stay as they are. */
  foreign: N8nNode[];
  /** Names of all nodes before and after, by id. */
  names: Map<string, string>;
}

/** @param isOurs tells by the id of a node. */
export function diffWorkflow(
  before: WorkflowState | undefined,
  after: WorkflowState,
  isOurs: (nodeId: string) => boolean,
): WorkflowDiff {
  const oldNodes = new Map(before?.nodes.map((node) => [node.id, node]));
  const newNodes = new Map(after.nodes.map((node) => [node.id, node]));
  const oldEdges = new Map(before?.edges.map((edge) => [edgeKey(edge), edge]));
  const newEdges = new Map(after.edges.map((edge) => [edgeKey(edge), edge]));
  const kept = after.nodes.flatMap((node) => {
    const old = oldNodes.get(node.id);
    return old === undefined ? [] : [{ node, old }];
  });
  return {
    created: before === undefined,
    added: after.nodes.filter((node) => !oldNodes.has(node.id)),
    changed: kept.flatMap(({ node, old }) => {
      const fields = fieldChanges(ownedAndKeptFields(old), ownedAndKeptFields(node));
      return fields.length === 0 ? [] : [{ node, fields }];
    }),
    removed: [...oldNodes.values()].filter((node) => !newNodes.has(node.id)),
    moved: kept
      .filter(({ node, old }) => !isDeepStrictEqual(node.position, old.position))
      .map(({ node }) => node),
    edgesAdded: [...newEdges.values()].filter((edge) => !oldEdges.has(edgeKey(edge))),
    edgesRemoved: [...oldEdges.values()].filter((edge) => !newEdges.has(edgeKey(edge))),
    workflow:
      before === undefined ? [] : fieldChanges(workflowFields(before, after), workflowFields(after, after)),
    foreign: after.nodes.filter((node) => !isOurs(node.id)),
    names: new Map([...oldNodes.values(), ...newNodes.values()].map((node) => [node.id, node.name])),
  };
}

export function isEmptyDiff(diff: WorkflowDiff): boolean {
  const { added, changed, removed, moved, edgesAdded, edgesRemoved, workflow } = diff;
  return [added, changed, removed, moved, edgesAdded, edgesRemoved, workflow].every(
    (list) => list.length === 0,
  );
}

/** Name and those settings that `after` has: n8n keeps others of its own. */
export function workflowFields(state: WorkflowState, like: WorkflowState): Map<string, JsonValue> {
  const fields = new Map<string, JsonValue>([['name', state.name]]);
  for (const key of Object.keys(like.settings)) {
    const value = state.settings[key];
    if (value !== undefined) flatten(`settings.${key}`, value, fields);
  }
  return fields;
}
