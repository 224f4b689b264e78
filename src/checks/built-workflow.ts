import { connectionsOf as connectionsOfNames } from '../n8n/document/edge.ts';
import type { JsonObject } from '../protocol/json.ts';
import type { N8nConnections } from '../n8n/client/wire.ts';

/** One edge of an n8n workflow. */
export interface Edge {
  from: string;
  outputIndex: number;
  to: string;
  inputIndex: number;
  /** `main`, or the kind of a sub-node's connection. */
  type: string;
}

/** What a task's node has to look like in n8n. */
export interface ExpectedNode {
  name: string;
  type: string;
  typeVersion: number;
  parameters: JsonObject;
  credentials?: Record<string, { id: string | null; name: string }>;
  onError?: string;
  retryOnFail?: boolean;
  maxTries?: number;
  waitBetweenTries?: number;
}

/** All edges of n8n's connection map, in its order. */
export function edgesOf(connections: N8nConnections): Edge[] {
  return Object.entries(connections).flatMap(([from, byType]) =>
    Object.entries(byType).flatMap(([type, outputs]) =>
      outputs.flatMap((targets, outputIndex) =>
        (targets ?? []).map(({ node, index }) => ({ from, outputIndex, to: node, inputIndex: index, type })),
      ),
    ),
  );
}

/** The reverse of {@link edgesOf}. */
export function connectionsOf(edges: readonly Edge[]): N8nConnections {
  return connectionsOfNames(
    edges.map(({ from, outputIndex, to, inputIndex, type }) => ({
      from,
      type,
      output: outputIndex,
      to: { node: to, type, index: inputIndex },
    })),
  );
}

export function sameEdge(a: Edge, b: Edge): boolean {
  return describeEdge(a) === describeEdge(b);
}

/** "Still open? (output 0) → Send (input 0)". */
export function describeEdge({ from, outputIndex, to, inputIndex, type }: Edge): string {
  const kind = type === 'main' ? '' : `, ${type}`;
  return `${from} (output ${outputIndex}) → ${to} (input ${inputIndex}${kind})`;
}
