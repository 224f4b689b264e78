import fc from 'fast-check';
import type { GraphNode } from '../../../src/plan/graph.ts';

interface RandomNode extends GraphNode {
  minutes: number;
}

/** Acyclic graphs, declared in random order. Every node may depend on nodes of lower number only. */
export function acyclicGraphs(maxNodes = 25): fc.Arbitrary<RandomNode[]> {
  return fc.integer({ min: 0, max: maxNodes }).chain((count) => {
    const nodes = Array.from({ length: count }, (_, index) =>
      fc.record({
        id: fc.constant(`t${index}`),
        dependsOn: fc
          .uniqueArray(fc.nat({ max: Math.max(0, index - 1) }), { maxLength: index === 0 ? 0 : 4 })
          .map((numbers) => numbers.map((number) => `t${number}`)),
        minutes: fc.integer({ min: 0, max: 20 }),
      }),
    );
    return fc.tuple(...nodes).chain((all) => fc.shuffledSubarray(all, { minLength: all.length }));
  });
}

/** Any graphs at all: with cycles, with loops to oneself, with unknown and repeated dependencies. */
export function anyGraphs(maxNodes = 12): fc.Arbitrary<RandomNode[]> {
  return fc.integer({ min: 0, max: maxNodes }).chain((count) => {
    const id = fc.integer({ min: 0, max: count }).map((number) => `t${number}`);
    const nodes = Array.from({ length: count }, (_, index) =>
      fc.record({
        id: fc.constant(`t${index}`),
        dependsOn: fc.array(id, { maxLength: 3 }),
        minutes: fc.integer({ min: 0, max: 20 }),
      }),
    );
    return fc.tuple(...nodes);
  });
}
