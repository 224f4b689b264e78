import { predecessorsOf, successorsOf, type GraphNode } from './graph.ts';

export interface MakespanLimits {
  /** Most nodes at work at once. */
  maxParallel: number;
  /** For each id those that must not run at the same time. */
  exclusions: ReadonlyMap<string, readonly string[]>;
}

/**
 * Time from the first start to the last end when every node starts as soon as it may, as the run does it.
 * `durationOf` gives at least 0; `order` has no cycle.
 */
export function makespan<N extends GraphNode>(
  order: readonly N[],
  durationOf: (node: N) => number,
  { maxParallel, exclusions }: MakespanLimits,
): number {
  const nodes = new Map(order.map((node) => [node.id, node]));
  const predecessors = predecessorsOf(order);
  const successors = successorsOf(order, predecessors);
  const waitingFor = new Map([...predecessors].map(([id, before]) => [id, before.length]));
  const endById = new Map<string, number>();
  let ready = order.filter((node) => waitingFor.get(node.id) === 0);
  let now = 0;

  const start = (node: N): boolean => {
    if (endById.size >= maxParallel) return false;
    if (exclusions.get(node.id)?.some((id) => endById.has(id)) === true) return false;
    endById.set(node.id, now + durationOf(node));
    return true;
  };
  const finish = (id: string): void => {
    endById.delete(id);
    for (const successor of successors.get(id) ?? []) {
      const left = (waitingFor.get(successor) ?? 0) - 1;
      waitingFor.set(successor, left);
      const node = nodes.get(successor);
      if (left === 0 && node !== undefined) ready.push(node);
    }
  };

  for (;;) {
    ready = ready.filter((node) => !start(node));
    if (endById.size === 0) return now;
    now = Math.min(...endById.values());
    for (const [id, end] of endById) if (end === now) finish(id);
  }
}
