import type { NodeConnectionType } from 'n8n-workflow';
import type { N8nConnections, N8nNode } from '../client/wire.ts';

/** One edge between node ids: unlike names they survive a rename in the editor. */
export interface Edge {
  from: string;
  fromType: string;
  output: number;
  to: string;
  toType: string;
  input: number;
}

const MAIN = 'main' satisfies NodeConnectionType;

export function mainEdge(from: string, output: number, to: string, input: number): Edge {
  return { from, fromType: MAIN, output, to, toType: MAIN, input };
}

export function edgeKey(edge: Edge): string {
  return JSON.stringify([edge.from, edge.fromType, edge.output, edge.to, edge.toType, edge.input]);
}

/** n8n's connections, which are keyed by name. Ends that no node has are left out: n8n ignores them as well. */
export function toEdges(nodes: readonly Pick<N8nNode, 'id' | 'name'>[], connections: N8nConnections): Edge[] {
  const ids = new Map(nodes.map((node) => [node.name, node.id]));
  const edges: Edge[] = [];
  for (const [fromName, byType] of Object.entries(connections)) {
    const from = ids.get(fromName);
    if (from === undefined) continue;
    for (const [fromType, outputs] of Object.entries(byType)) {
      outputs.forEach((targets, output) => {
        for (const target of targets ?? []) {
          const to = ids.get(target.node);
          if (to !== undefined)
            edges.push({ from, fromType, output, to, toType: target.type, input: target.index });
        }
      });
    }
  }
  return edges;
}

/** The same edges keyed by name, in their order: several edges of one output run from top to bottom. */
export function toConnections(
  nodes: readonly Pick<N8nNode, 'id' | 'name'>[],
  edges: readonly Edge[],
): N8nConnections {
  const names = new Map(nodes.map((node) => [node.id, node.name]));
  return connectionsOf(
    edges.flatMap((edge) => {
      const from = names.get(edge.from);
      const node = names.get(edge.to);
      if (from === undefined || node === undefined) return [];
      return [
        {
          from,
          type: edge.fromType,
          output: edge.output,
          to: { node, type: edge.toType, index: edge.input },
        },
      ];
    }),
  );
}

/** One edge between nodes by their names, as n8n keeps it. */
export interface NamedEdge {
  from: string;
  type: string;
  output: number;
  to: { node: string; type: string; index: number };
}

/** n8n's connections of these edges. People call a node what they like, `constructor` too: so nothing is assigned by name. */
export function connectionsOf(edges: readonly NamedEdge[]): N8nConnections {
  const connections = new Map<string, Map<string, NamedEdge['to'][][]>>();
  for (const { from, type, output, to } of edges) {
    const byType = connections.get(from) ?? new Map<string, NamedEdge['to'][][]>();
    const outputs = byType.get(type) ?? [];
    while (outputs.length <= output) outputs.push([]);
    outputs[output]?.push(to);
    connections.set(from, byType.set(type, outputs));
  }
  return Object.fromEntries([...connections].map(([from, byType]) => [from, Object.fromEntries(byType)]));
}
