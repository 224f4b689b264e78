import assert from 'node:assert/strict';
import fc from 'fast-check';
import { test } from 'vitest';
import { mainEdge, toConnections, toEdges, edgeKey, type Edge } from '../../src/n8n/document/edge.ts';
import { layOut } from '../../src/n8n/document/layout.ts';

const graph = fc.integer({ min: 1, max: 25 }).chain((size) => {
  const index = fc.integer({ min: 0, max: size - 1 });
  const edge = fc.record({ from: index, output: fc.integer({ min: 0, max: 2 }), to: index });
  return fc.record({ size: fc.constant(size), edges: fc.array(edge, { maxLength: 50 }) });
});

const idsOf = (size: number) => Array.from({ length: size }, (_, index) => `n${index}`);
const edgesOf = (edges: { from: number; output: number; to: number }[]): Edge[] =>
  edges.map(({ from, output, to }) => mainEdge(`n${from}`, output, `n${to}`, 0));

test('no two nodes share a place, whatever the graph, cycles included', () => {
  fc.assert(
    fc.property(graph, ({ size, edges }) => {
      const places = [...layOut(idsOf(size), edgesOf(edges)).values()].map(String);
      assert.equal(places.length, size);
      assert.equal(new Set(places).size, size);
    }),
  );
});

test('without cycles every edge runs from left to right', () => {
  fc.assert(
    fc.property(graph, ({ size, edges }) => {
      const forward = edgesOf(edges.filter(({ from, to }) => from < to));
      const places = layOut(idsOf(size), forward);
      for (const { from, to } of forward)
        assert.ok((places.get(from)?.[0] ?? 0) < (places.get(to)?.[0] ?? 0));
    }),
  );
});

test('the picture depends on nothing but the declared order and the edges', () => {
  fc.assert(
    fc.property(graph, ({ size, edges }) => {
      assert.deepEqual(layOut(idsOf(size), edgesOf(edges)), layOut(idsOf(size), edgesOf(edges)));
    }),
  );
});

test('a chain stands in one row; the branches of a node stand below each other, output 0 on top', () => {
  const chain = layOut(['a', 'b', 'c'], [mainEdge('a', 0, 'b', 0), mainEdge('b', 0, 'c', 0)]);
  assert.deepEqual(
    [...chain.values()].map(([, y]) => y),
    [0, 0, 0],
  );
  const fork = layOut(['a', 'no', 'yes'], [mainEdge('a', 1, 'no', 0), mainEdge('a', 0, 'yes', 0)]);
  assert.ok((fork.get('yes')?.[1] ?? 0) < (fork.get('no')?.[1] ?? 0));
});

test('a node added at the end of a chain moves no other', () => {
  const edges = [mainEdge('a', 0, 'b', 0)];
  const before = layOut(['a', 'b'], edges);
  const after = layOut(['a', 'b', 'c'], [...edges, mainEdge('b', 0, 'c', 0)]);
  for (const [id, place] of before) assert.deepEqual(after.get(id), place);
});

test('edges between ids and connections between names are the same edges', () => {
  fc.assert(
    fc.property(graph, ({ size, edges }) => {
      const nodes = idsOf(size).map((id) => ({ id, name: `Node ${id}` }));
      const unique = [...new Map(edgesOf(edges).map((edge) => [edgeKey(edge), edge])).values()];
      const back = toEdges(nodes, toConnections(nodes, unique));
      assert.deepEqual(new Set(back.map(edgeKey)), new Set(unique.map(edgeKey)));
    }),
  );
});

test('a branch that can be skipped stands above, and the short cut runs below it in a free row', () => {
  const edges = [
    mainEdge('needed', 0, 'ask', 0),
    mainEdge('ask', 0, 'wait', 0),
    mainEdge('wait', 0, 'go on', 0),
    mainEdge('needed', 1, 'go on', 0),
  ];
  const places = layOut(['needed', 'ask', 'wait', 'go on'], edges);
  const row = (id: string) => places.get(id)?.[1];
  assert.equal(row('needed'), row('go on'));
  assert.equal(row('ask'), row('wait'));
  assert.ok((row('ask') ?? 0) < (row('needed') ?? 0));
});
