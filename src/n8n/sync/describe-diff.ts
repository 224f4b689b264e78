import { isEmptyDiff, type WorkflowDiff } from './diff.ts';
import type { Edge } from '../document/edge.ts';
import { shownValue, type FieldChange } from './field-change.ts';
import type { N8nNode } from '../client/wire.ts';

/** For people, short Markdown; `no change` when there is none. */
export function describeDiff(diff: WorkflowDiff): string {
  if (isEmptyDiff(diff)) return 'no change';
  const lines = [
    ...diff.workflow.map((change) => `- workflow ${describeField(change)}`),
    ...diff.added.map((node) => `- added ${describeNode(node)}`),
    ...diff.changed.flatMap(({ node, fields }) => [
      `- changed **${node.name}**`,
      ...fields.map((change) => `  - ${describeField(change)}`),
    ]),
    ...diff.removed.map((node) => `- removed ${describeNode(node)}`),
    ...diff.edgesAdded.map((edge) => `- added connection ${describeEdge(edge, diff.names)}`),
    ...diff.edgesRemoved.map((edge) => `- removed connection ${describeEdge(edge, diff.names)}`),
    ...(diff.moved.length === 0 ? [] : [`- moved ${diff.moved.map((node) => node.name).join(', ')}`]),
    ...(diff.foreign.length === 0
      ? []
      : [`- not ours, kept: ${diff.foreign.map((node) => node.name).join(', ')}`]),
  ];
  return lines.join('\n');
}

/** `Still open? (output 1) → Answer`. */
export function describeEdge(edge: Edge, names: ReadonlyMap<string, string>): string {
  const output = edge.output === 0 ? '' : ` (output ${edge.output})`;
  const input = edge.input === 0 ? '' : ` (input ${edge.input})`;
  const type = edge.fromType === 'main' ? '' : ` [${edge.fromType}]`;
  return `${names.get(edge.from) ?? edge.from}${output} → ${names.get(edge.to) ?? edge.to}${input}${type}`;
}

/** "added 2 nodes and 1 connection" or "added node "Wait"" for the parts that `belongs` picks, or `no change`. */
export function countChanges(diff: WorkflowDiff, belongs: (nodeIdOrEdge: string | Edge) => boolean): string {
  const own = (list: readonly N8nNode[]) => list.filter((node) => belongs(node.id));
  const changed = diff.changed.map(({ node }) => node);
  const parts = [
    count('added', own(diff.added), diff.edgesAdded.filter(belongs).length),
    count('changed', own(changed), 0),
    count('removed', own(diff.removed), diff.edgesRemoved.filter(belongs).length),
  ].filter((part) => part !== '');
  return parts.length === 0 ? 'no change' : parts.join('; ');
}

/** A single node is named: it is what somebody looks for. */
function count(verb: string, nodes: readonly N8nNode[], edges: number): string {
  const [only, ...others] = nodes;
  const nodesText =
    only !== undefined && others.length === 0 ? `node "${only.name}"` : plural(nodes.length, 'node');
  const parts = [nodesText, plural(edges, 'connection')].filter((part) => part !== '');
  return parts.length === 0 ? '' : `${verb} ${parts.join(' and ')}`;
}

function plural(number: number, word: string): string {
  if (number === 0) return '';
  return `${number} ${word}${number === 1 ? '' : 's'}`;
}

function describeNode(node: N8nNode): string {
  return `**${node.name}** (${node.type.replace(/^n8n-nodes-base\./, '')} ${node.typeVersion})`;
}

function describeField({ field, before, after }: FieldChange): string {
  return `\`${field}\`: ${shownValue(before)} → ${shownValue(after)}`;
}
