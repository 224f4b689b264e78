import assert from 'node:assert/strict';
import fc from 'fast-check';
import { test } from 'vitest';
import { criticalPath, sortGraph } from '../../src/plan/graph.ts';
import { makespan } from '../../src/plan/makespan.ts';
import { acyclicGraphs } from './support/random-graphs.ts';

const minutesOf = (node: { minutes: number }): number => node.minutes;
const NO_EXCLUSIONS = new Map<string, string[]>();

test('the whole takes at least the critical path and its share of the work, at most all work in a row', () => {
  fc.assert(
    fc.property(acyclicGraphs(), fc.integer({ min: 1, max: 5 }), (nodes, maxParallel) => {
      const graph = sortGraph(nodes);
      assert.ok(graph.sorted);
      const work = nodes.reduce((sum, node) => sum + node.minutes, 0);
      const total = makespan(graph.order, minutesOf, { maxParallel, exclusions: NO_EXCLUSIONS });
      assert.ok(total >= criticalPath(graph.order, minutesOf).total);
      assert.ok(total >= work / maxParallel);
      assert.ok(total <= work);
      if (maxParallel === 1) assert.equal(total, work);
    }),
  );
});

test('without a limit the whole takes exactly the critical path', () => {
  fc.assert(
    fc.property(acyclicGraphs(), (nodes) => {
      const graph = sortGraph(nodes);
      assert.ok(graph.sorted);
      const total = makespan(graph.order, minutesOf, { maxParallel: 100, exclusions: NO_EXCLUSIONS });
      assert.equal(total, criticalPath(graph.order, minutesOf).total);
    }),
  );
});

test('tasks that exclude each other take their times one after the other', () => {
  const nodes = ['a', 'b', 'c'].map((id) => ({ id, dependsOn: [], minutes: 5 }));
  const exclusions = new Map([
    ['a', ['b']],
    ['b', ['a']],
  ]);
  assert.equal(makespan(nodes, minutesOf, { maxParallel: 4, exclusions }), 10);
});

test('a chain of ten thousand tasks is added up', () => {
  const chain = Array.from({ length: 10_000 }, (_, index) => ({
    id: `t${index}`,
    dependsOn: index === 0 ? [] : [`t${index - 1}`],
    minutes: 1,
  }));
  assert.equal(makespan(chain, minutesOf, { maxParallel: 4, exclusions: NO_EXCLUSIONS }), 10_000);
});
