/**
 * Generic functions over a graph of things that depend on each other. Imports nothing, so that the lint of a
 * specification, the plan and the workflow can share it. No function recurses: a chain of any length is fine.
 */
export interface GraphNode {
  /** Unique in its graph. */
  readonly id: string;
  /** Ids of the nodes that come first. Ids that are not in the graph are ignored: naming them is the lint's work. */
  readonly dependsOn: readonly string[];
}

/** The nodes in an order that respects every dependency, or a cycle that makes this impossible. */
export type SortedGraph<N extends GraphNode> =
  | { sorted: true; order: N[] }
  /** The cycle in the order of work, first id repeated at the end: `[a, b, c, a]`. */
  | { sorted: false; cycle: string[] };

/** For each id the ids it waits for, without repetitions and without ids outside the graph. */
export function predecessorsOf(nodes: readonly GraphNode[]): Map<string, string[]> {
  const ids = new Set(nodes.map((node) => node.id));
  return new Map(
    nodes.map(({ id, dependsOn }) => {
      const known = dependsOn.filter((other) => ids.has(other));
      return [id, known.length < 2 ? known : [...new Set(known)]];
    }),
  );
}

/** For each id the ids that wait for it, in declared order. */
export function successorsOf(
  nodes: readonly GraphNode[],
  predecessors = predecessorsOf(nodes),
): Map<string, string[]> {
  const successors = new Map<string, string[]>(nodes.map((node) => [node.id, []]));
  for (const [id, before] of predecessors) {
    for (const predecessor of before) successors.get(predecessor)?.push(id);
  }
  return successors;
}

/**
 * Kahn's algorithm; of all nodes that could come next, the one declared first does. So an order that is already
 * right stays as it was written.
 */
export function sortGraph<N extends GraphNode>(nodes: readonly N[]): SortedGraph<N> {
  const positions = new Map(nodes.map((node, position) => [node.id, position]));
  const predecessors = predecessorsOf(nodes);
  const successors = successorsOf(nodes, predecessors);
  const waitingFor = new Map([...predecessors].map(([id, before]) => [id, before.length]));
  const done = new Set<string>();
  const order: N[] = [];
  let position = 0;
  while (position < nodes.length) {
    const node = nodes[position];
    position += 1;
    if (node === undefined || done.has(node.id) || waitingFor.get(node.id) !== 0) continue;
    done.add(node.id);
    order.push(node);
    for (const successor of successors.get(node.id) ?? []) {
      const left = (waitingFor.get(successor) ?? 0) - 1;
      waitingFor.set(successor, left);
      // A node declared earlier has become free: go back to it.
      if (left === 0) position = Math.min(position, positions.get(successor) ?? position);
    }
  }
  const stuck = [...predecessors.keys()].find((id) => !done.has(id));
  return stuck === undefined
    ? { sorted: true, order }
    : { sorted: false, cycle: cycleBehind(stuck, predecessors, done) };
}

/** Every node that Kahn's algorithm could not reach has such a predecessor itself, so walking back must close a circle. */
function cycleBehind(start: string, predecessors: Map<string, string[]>, done: Set<string>): string[] {
  const visited: string[] = [];
  const positions = new Map<string, number>();
  let current: string | undefined = start;
  while (current !== undefined && !positions.has(current)) {
    positions.set(current, visited.length);
    visited.push(current);
    current = predecessors.get(current)?.find((id) => !done.has(id));
  }
  const backwards = visited.slice(current === undefined ? 0 : positions.get(current));
  const cycle = startingAtFirstDeclared(backwards.toReversed(), predecessors);
  return [...cycle, ...cycle.slice(0, 1)];
}

function startingAtFirstDeclared(cycle: string[], declared: Map<string, unknown>): string[] {
  const members = new Set(cycle);
  const first = [...declared.keys()].find((id) => members.has(id));
  const at = first === undefined ? 0 : cycle.indexOf(first);
  return [...cycle.slice(at), ...cycle.slice(0, at)];
}

/** `a → b → c → a`, as people read it: a comes before b, b before c, c before a. */
export function describePath(ids: readonly string[]): string {
  return ids.join(' → ');
}

/** Groups of nodes that could start together: each node stands one level behind the last of its predecessors. */
export function levelsOf<N extends GraphNode>(order: readonly N[]): N[][] {
  const predecessors = predecessorsOf(order);
  const levelById = new Map<string, number>();
  const levels: N[][] = [];
  for (const node of order) {
    let level = 0;
    for (const id of predecessors.get(node.id) ?? []) level = Math.max(level, (levelById.get(id) ?? 0) + 1);
    levelById.set(node.id, level);
    (levels[level] ??= []).push(node);
  }
  return levels;
}

/** The chain of dependencies with the largest sum of weights (at least 0 each); it decides how long the whole takes. */
export function criticalPath<N extends GraphNode>(
  order: readonly N[],
  weight: (node: N) => number,
): { nodes: N[]; total: number } {
  const byId = new Map(order.map((node) => [node.id, node]));
  const predecessors = predecessorsOf(order);
  const best = new Map<string, { total: number; before: string | undefined }>();
  let last: string | undefined;
  for (const node of order) {
    let before: string | undefined;
    for (const id of predecessors.get(node.id) ?? []) {
      if (before === undefined || totalOf(best, id) > totalOf(best, before)) before = id;
    }
    best.set(node.id, { total: totalOf(best, before) + weight(node), before });
    if (last === undefined || totalOf(best, node.id) > totalOf(best, last)) last = node.id;
  }
  const total = totalOf(best, last);
  const nodes: N[] = [];
  while (last !== undefined) {
    const node = byId.get(last);
    if (node !== undefined) nodes.push(node);
    last = best.get(last)?.before;
  }
  return { nodes: nodes.toReversed(), total };
}

function totalOf(best: Map<string, { total: number }>, id: string | undefined): number {
  return id === undefined ? 0 : (best.get(id)?.total ?? 0);
}

/** Everything that waits for one of these ids, directly or not; without the ids themselves unless they lie on a cycle. */
export function dependentsOf(nodes: readonly GraphNode[], ids: readonly string[]): Set<string> {
  const successors = successorsOf(nodes);
  const found = new Set<string>();
  const open = [...ids];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    for (const successor of successors.get(id) ?? []) {
      if (found.has(successor)) continue;
      found.add(successor);
      open.push(successor);
    }
  }
  return found;
}
