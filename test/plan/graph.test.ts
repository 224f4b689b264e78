import assert from 'node:assert/strict';
import fc from 'fast-check';
import { test } from 'vitest';
import {
  criticalPath,
  dependentsOf,
  describePath,
  levelsOf,
  sortGraph,
  type GraphNode,
} from '../../src/plan/graph.ts';
import { acyclicGraphs, anyGraphs } from './support/random-graphs.ts';

function orderOf<N extends GraphNode>(nodes: readonly N[]): N[] {
  const graph = sortGraph(nodes);
  assert.ok(graph.sorted, 'the graph has no cycle');
  return graph.order;
}

/** The plainest possible search, to compare with: does `from` wait for `target`, directly or not? */
function reaches(nodes: readonly GraphNode[], from: string, target: string): boolean {
  const reached = new Set<string>();
  const visit = (id: string): void => {
    for (const next of nodes.find((node) => node.id === id)?.dependsOn ?? []) {
      if (reached.has(next)) continue;
      reached.add(next);
      visit(next);
    }
  };
  visit(from);
  return reached.has(target);
}

function longestChain(
  nodes: readonly { id: string; dependsOn: readonly string[]; minutes: number }[],
): number {
  const ending = (id: string): number => {
    const node = nodes.find((each) => each.id === id);
    return node === undefined ? 0 : node.minutes + Math.max(0, ...node.dependsOn.map(ending));
  };
  return Math.max(0, ...nodes.map((node) => ending(node.id)));
}

test('every task stands behind all its dependencies, and none is lost', () => {
  fc.assert(
    fc.property(acyclicGraphs(), (nodes) => {
      const order = orderOf(nodes).map((node) => node.id);
      assert.deepEqual(order.toSorted(), nodes.map((node) => node.id).toSorted());
      for (const node of nodes) {
        for (const before of node.dependsOn) assert.ok(order.indexOf(before) < order.indexOf(node.id));
      }
    }),
  );
});

test('an order that is already right stays as it was declared', () => {
  fc.assert(
    fc.property(acyclicGraphs(), (nodes) => {
      const order = orderOf(nodes);
      assert.deepEqual(orderOf(order), order);
    }),
  );
});

test('of the tasks that could come next, the one declared first does', () => {
  const order = orderOf([
    { id: 'late', dependsOn: ['base'] },
    { id: 'free', dependsOn: [] },
    { id: 'base', dependsOn: [] },
    { id: 'last', dependsOn: [] },
  ]);
  assert.deepEqual(
    order.map((node) => node.id),
    ['free', 'base', 'late', 'last'],
  );
});

test('a cycle is found if and only if there is one, and what is reported is one', () => {
  fc.assert(
    fc.property(anyGraphs(), (nodes) => {
      const graph = sortGraph(nodes);
      const cyclic = nodes.some(({ id }) => reaches(nodes, id, id));
      assert.equal(graph.sorted, !cyclic);
      if (graph.sorted) return;
      assert.equal(graph.cycle[0], graph.cycle.at(-1));
      assert.equal(new Set(graph.cycle).size, graph.cycle.length - 1);
      for (const [index, id] of graph.cycle.slice(1).entries()) {
        const node = nodes.find((each) => each.id === id);
        assert.ok(node?.dependsOn.includes(graph.cycle[index] ?? ''), `${id} waits for the one before it`);
      }
    }),
    { numRuns: 500 },
  );
});

test('a cycle reads in the order of work and begins with the task declared first', () => {
  const graph = sortGraph([
    { id: 'start', dependsOn: [] },
    { id: 'a', dependsOn: ['start', 'c'] },
    { id: 'c', dependsOn: ['b'] },
    { id: 'b', dependsOn: ['a'] },
    { id: 'behind', dependsOn: ['c'] },
  ]);
  assert.equal(graph.sorted ? '' : describePath(graph.cycle), 'a → b → c → a');
});

test('a task that waits for itself is a cycle', () => {
  const graph = sortGraph([{ id: 'a', dependsOn: ['a'] }]);
  assert.equal(graph.sorted ? '' : describePath(graph.cycle), 'a → a');
});

test('a level holds exactly the tasks whose last dependency stands one level before', () => {
  fc.assert(
    fc.property(acyclicGraphs(), (nodes) => {
      const levels = levelsOf(orderOf(nodes));
      const levelById = new Map(levels.flatMap((level, index) => level.map((node) => [node.id, index])));
      assert.equal(levelById.size, nodes.length);
      for (const node of nodes) {
        const last = Math.max(-1, ...node.dependsOn.map((id) => levelById.get(id) ?? -1));
        assert.equal(levelById.get(node.id), last + 1);
      }
    }),
  );
});

test('the critical path is a chain of dependencies, and none is longer', () => {
  fc.assert(
    fc.property(acyclicGraphs(12), (nodes) => {
      const path = criticalPath(orderOf(nodes), (node) => node.minutes);
      assert.equal(path.total, longestChain(nodes));
      assert.equal(
        path.nodes.reduce((sum, node) => sum + node.minutes, 0),
        path.total,
      );
      for (const [index, node] of path.nodes.slice(1).entries()) {
        assert.ok(node.dependsOn.includes(path.nodes[index]?.id ?? ''));
      }
    }),
  );
});

test('what waits for a task is everything that can reach it', () => {
  fc.assert(
    fc.property(anyGraphs(), (nodes) => {
      const dependents = dependentsOf(nodes, ['t0']);
      for (const { id } of nodes) assert.equal(dependents.has(id), reaches(nodes, id, 't0'), id);
    }),
  );
});

test('a chain of ten thousand tasks, declared backwards, overflows nothing', () => {
  const chain = Array.from({ length: 10_000 }, (_, index) => ({
    id: `t${index}`,
    dependsOn: index === 0 ? [] : [`t${index - 1}`],
  })).toReversed();
  const order = orderOf(chain);
  assert.equal(order[0]?.id, 't0');
  assert.equal(levelsOf(order).length, 10_000);
  assert.equal(criticalPath(order, () => 1).total, 10_000);
  assert.equal(dependentsOf(chain, ['t0']).size, 9_999);
});

test('a circle of ten thousand tasks is found', () => {
  const circle = Array.from({ length: 10_000 }, (_, index) => ({
    id: `t${index}`,
    dependsOn: [`t${(index + 9_999) % 10_000}`],
  }));
  const graph = sortGraph(circle);
  assert.equal(graph.sorted ? 0 : graph.cycle.length, 10_001);
});
