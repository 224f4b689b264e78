import type { Edge } from './edge.ts';
import { rowsOf, type Targets } from './layout-rows.ts';

/** Distances in the editor's grid: wide enough for n8n's labels below a node. */
const COLUMN_WIDTH = 240;
const ROW_HEIGHT = 200;

export type Position = [x: number, y: number];

/**
 * Positions from left to right. A pure function of the declared order and the edges; it is behaviour, too: n8n runs
 * the branches of one output from top to bottom (executionOrder v1). No two nodes share a place.
 */
export function layOut(nodeIds: readonly string[], edges: readonly Edge[]): Map<string, Position> {
  const targets = withoutCycles(nodeIds, edges);
  const columns = columnsOf(nodeIds, targets);
  const rows = rowsOf(nodeIds, targets, columns);
  return new Map(
    nodeIds.map((id) => [id, [(columns.get(id) ?? 0) * COLUMN_WIDTH, (rows.get(id) ?? 0) * ROW_HEIGHT]]),
  );
}

/** The targets of each node, without the edges that lead back. */
function withoutCycles(nodeIds: readonly string[], edges: readonly Edge[]): Targets {
  const all = new Map(nodeIds.map((id): [string, Edge[]] => [id, []]));
  for (const edge of edges) if (all.has(edge.to)) all.get(edge.from)?.push(edge);
  const forward = new Map<string, string[]>();
  const open = new Set<string>();

  const visit = (id: string): void => {
    if (forward.has(id)) return;
    const targets: string[] = [];
    forward.set(id, targets);
    open.add(id);
    for (const { to } of (all.get(id) ?? []).toSorted((a, b) => a.output - b.output)) {
      if (open.has(to) || targets.includes(to)) continue;
      targets.push(to);
      visit(to);
    }
    open.delete(id);
  };
  // From the beginnings first, so that an edge back is one that leads back for the reader.
  const entered = new Set(edges.map((edge) => edge.to));
  for (const id of nodeIds) if (!entered.has(id)) visit(id);
  nodeIds.forEach(visit);
  return forward;
}

/** Column of a node: one to the right of the farthest node that leads to it. */
function columnsOf(nodeIds: readonly string[], targets: Targets): Map<string, number> {
  const sources = new Map<string, string[]>();
  for (const [from, list] of targets)
    for (const to of list) sources.set(to, [...(sources.get(to) ?? []), from]);
  const columns = new Map<string, number>();
  const columnOf = (id: string): number => {
    const known = columns.get(id);
    if (known !== undefined) return known;
    const column = Math.max(0, ...(sources.get(id) ?? []).map((source) => columnOf(source) + 1));
    columns.set(id, column);
    return column;
  };
  nodeIds.forEach(columnOf);
  return columns;
}
