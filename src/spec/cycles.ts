/** A graph as names and the names they wait for. Names that are not in the map are ignored. */
export type WaitsFor = ReadonlyMap<string, readonly string[]>;

/**
 * Cycles as `[a, b, c, a]`: a waits for b, b for c, c for a. Once all of them are broken, none is left; empty when the
 * graph can be ordered. A node that waits for itself is not reported here.
 * Iterative, so that a chain of thousands does not overflow the stack.
 */
export function findCycles(graph: WaitsFor): string[][] {
  const state = new Map<string, 'open' | 'done'>();
  const cycles: string[][] = [];
  for (const start of graph.keys()) if (!state.has(start)) search(graph, start, state, cycles);
  return cycles;
}

function search(
  graph: WaitsFor,
  start: string,
  state: Map<string, 'open' | 'done'>,
  cycles: string[][],
): void {
  const way: { name: string; next: number }[] = [{ name: start, next: 0 }];
  state.set(start, 'open');
  for (let top = way.at(-1); top !== undefined; top = way.at(-1)) {
    const target = graph.get(top.name)?.[top.next];
    top.next += 1;
    if (target === undefined) {
      state.set(top.name, 'done');
      way.pop();
      continue;
    }
    if (!graph.has(target)) continue;
    const seen = state.get(target);
    if (seen === 'open' && target !== top.name) {
      const from = way.findIndex((step) => step.name === target);
      cycles.push([...way.slice(from).map((step) => step.name), target]);
    } else if (seen === undefined) {
      state.set(target, 'open');
      way.push({ name: target, next: 0 });
    }
  }
}
