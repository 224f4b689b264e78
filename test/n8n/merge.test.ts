import assert from 'node:assert/strict';
import fc from 'fast-check';
import { test } from 'vitest';
import { diffWorkflow, isEmptyDiff } from '../../src/n8n/sync/diff.ts';
import type { DesiredDocument, DesiredNode } from '../../src/n8n/document/document.ts';
import { edgeKey, mainEdge, type Edge } from '../../src/n8n/document/edge.ts';
import type { LastApplied } from '../../src/n8n/sync/last-applied.ts';
import { mergeDesired } from '../../src/n8n/sync/merge.ts';
import type { N8nNode } from '../../src/n8n/client/wire.ts';
import type { WorkflowState } from '../../src/n8n/document/workflow-state.ts';

const OURS = ['a', 'b', 'c', 'd'];
const THEIRS = ['x', 'y'];
const ALL = [...OURS, ...THEIRS];

/** One thing that a run or a person does to an n8n workflow. */
type Action =
  | { kind: 'deploy'; wanted: Record<string, number>; edges: [string, string][]; overwrite: boolean }
  | { kind: 'edit' | 'move'; node: string; value: number }
  | { kind: 'make'; node: string; value: number }
  | { kind: 'delete'; node: string; bridged: boolean }
  | { kind: 'draw'; from: string; to: string }
  | { kind: 'erase'; from: string; to: string };

const values = fc.integer({ min: 1, max: 3 });
const ourEdges = fc.constantFrom<[string, string][]>(
  ['a', 'b'],
  ['b', 'c'],
  ['a', 'c'],
  ['c', 'd'],
  ['b', 'd'],
);

const actions: fc.Arbitrary<Action> = fc.oneof(
  fc.record({
    kind: fc.constant('deploy' as const),
    wanted: fc.dictionary(fc.constantFrom(...OURS), values, { noNullPrototype: true }),
    edges: fc.uniqueArray(ourEdges, { selector: String }),
    overwrite: fc.boolean(),
  }),
  fc.record({ kind: fc.constantFrom('edit', 'make', 'move'), node: fc.constantFrom(...ALL), value: values }),
  fc.record({ kind: fc.constant('delete' as const), node: fc.constantFrom(...ALL), bridged: fc.boolean() }),
  fc.record({
    kind: fc.constantFrom('draw', 'erase'),
    from: fc.constantFrom(...ALL),
    to: fc.constantFrom(...ALL),
  }),
);

function nodeOf(id: string, value: number): N8nNode & DesiredNode {
  const position: [number, number] = [1_000 * ALL.indexOf(id), 0];
  return { id, name: id, type: 't', typeVersion: 1, position, parameters: { value }, notes: '' };
}

function edgeOf([from, to]: readonly [string, string]): Edge {
  return mainEdge(from, 0, to, 0);
}

/** The workflow as n8n has it, and what its owner remembers of the last write. */
class World {
  actual: WorkflowState | undefined;
  base: LastApplied | undefined;

  take(action: Action): void {
    if (action.kind === 'deploy') this.deploy(action);
    else if (this.actual) this.change(this.actual, action);
  }

  private change(actual: WorkflowState, action: Exclude<Action, { kind: 'deploy' }>): void {
    switch (action.kind) {
      case 'draw':
      case 'erase':
        return connect(actual, edgeOf([action.from, action.to]), action.kind === 'draw');
      case 'delete':
        return remove(actual, action.node, action.bridged);
      case 'make':
        if (THEIRS.includes(action.node) && valueOf(actual, action.node) === undefined)
          actual.nodes.push(nodeOf(action.node, action.value));
        return;
      case 'edit':
      case 'move': {
        const node = actual.nodes.find(({ id }) => id === action.node);
        if (node && action.kind === 'edit') node.parameters = { value: action.value };
        if (node && action.kind === 'move') node.position = [node.position[0], 500 * action.value];
      }
    }
  }

  private deploy({ wanted, edges, overwrite }: Extract<Action, { kind: 'deploy' }>): void {
    const { actual, base } = this;
    const drawn = edges.filter(([from, to]) => from in wanted && to in wanted).map(edgeOf);
    const desired = desiredOf(wanted, drawn);
    const { target, conflicts } = mergeDesired({ desired, actual, base });
    const edited = editedParts(wanted, drawn, actual, base);
    assert.deepEqual(conflicts.map(({ where, field }) => `${where} ${field}`).toSorted(), edited);
    if (conflicts.length > 0 && !overwrite) return;
    assertMerged(target, wanted, drawn, actual);
    this.actual = structuredClone(target);
    this.base = {
      schemaVersion: 1,
      tasks: [],
      owners: Object.fromEntries(desired.owners),
      workflow: structuredClone(target),
      positions: Object.fromEntries(desired.nodes.map(({ id, position }) => [id, position])),
    };
    const again = mergeDesired({ desired, actual: this.actual, base: this.base });
    assert.deepEqual(again.conflicts, []);
    assert.ok(isEmptyDiff(diffWorkflow(this.actual, again.target, (id) => OURS.includes(id))));
  }
}

function connect(actual: WorkflowState, edge: Edge, isDrawn: boolean): void {
  const bothExist = [edge.from, edge.to].every((id) => valueOf(actual, id) !== undefined);
  actual.edges = actual.edges.filter((each) => edgeKey(each) !== edgeKey(edge));
  if (isDrawn && bothExist) actual.edges.push(edge);
}

/** The editor draws A → C when B of A → B → C is deleted. */
function remove(actual: WorkflowState, id: string, bridged: boolean): void {
  const into = actual.edges.filter((edge) => edge.to === id && edge.from !== id);
  const outOf = actual.edges.filter((edge) => edge.from === id && edge.to !== id);
  const bridges = into.flatMap(({ from }) => outOf.map(({ to }) => edgeOf([from, to])));
  actual.nodes = actual.nodes.filter((node) => node.id !== id);
  actual.edges = actual.edges.filter((edge) => edge.from !== id && edge.to !== id);
  for (const bridge of bridged ? bridges : [])
    if (!actual.edges.some((edge) => edgeKey(edge) === edgeKey(bridge))) actual.edges.push(bridge);
}

function desiredOf(wanted: Record<string, number>, edges: Edge[]): DesiredDocument {
  const nodes = Object.entries(wanted).map(([id, value]) => nodeOf(id, value));
  const keys = [...nodes.map((node) => node.id), ...edges.map(edgeKey)];
  return {
    name: 'w',
    settings: {},
    nodes,
    edges,
    owners: new Map(keys.map((key) => [key, 'task'])),
    problems: new Map(),
  };
}

function valueOf(state: Pick<WorkflowState, 'nodes'> | undefined, id: string): unknown {
  return state?.nodes.find((node) => node.id === id)?.parameters['value'];
}

/** What people changed of ours since the last write, and what is wanted otherwise. */
function editedParts(
  wanted: Record<string, number>,
  edges: Edge[],
  actual: WorkflowState | undefined,
  base: LastApplied | undefined,
): string[] {
  const nodes = OURS.filter((id) => {
    const theirs = valueOf(actual, id);
    return theirs !== undefined && theirs !== wanted[id] && theirs !== valueOf(base?.workflow, id);
  });
  const known = new Set([...edges, ...(base?.workflow.edges ?? [])].map(edgeKey));
  const drawn = (actual?.edges ?? []).filter(
    (edge) =>
      !isTheirs(edge) && !known.has(edgeKey(edge)) && !leadsThroughDeleted(edge.from, edge.to, actual, base),
  );
  return [...nodes.map((id) => `${id} parameters.value`), ...drawn.map(() => 'workflow edge')].toSorted();
}

function isTheirs({ from, to }: Edge): boolean {
  return THEIRS.includes(from) || THEIRS.includes(to);
}

/** True if we drew a way from one to the other over nodes that were deleted. */
function leadsThroughDeleted(
  from: string,
  to: string,
  actual: WorkflowState | undefined,
  base: LastApplied | undefined,
): boolean {
  return (base?.workflow.edges ?? []).some(
    (edge) =>
      edge.from === from &&
      valueOf(actual, edge.to) === undefined &&
      (base?.workflow.edges.some((next) => next.from === edge.to && next.to === to) ||
        leadsThroughDeleted(edge.to, to, actual, base)),
  );
}

function assertMerged(
  target: WorkflowState,
  wanted: Record<string, number>,
  edges: Edge[],
  actual: WorkflowState | undefined,
): void {
  for (const id of OURS) assert.equal(valueOf(target, id), wanted[id], `${id} as wanted`);
  const theirNodes = (state: WorkflowState | undefined) =>
    state?.nodes.filter(({ id }) => THEIRS.includes(id)) ?? [];
  assert.deepEqual(theirNodes(target), theirNodes(actual));
  for (const { id, position } of actual?.nodes ?? []) {
    const isMoved = position[1] !== 0;
    if (isMoved && id in wanted)
      assert.deepEqual(target.nodes.find((node) => node.id === id)?.position, position, id);
  }
  const ids = new Set(target.nodes.map((node) => node.id));
  const kept = (actual?.edges ?? []).filter(
    (edge) => isTheirs(edge) && ids.has(edge.from) && ids.has(edge.to),
  );
  assert.deepEqual(target.edges.map(edgeKey).toSorted(), [...kept, ...edges].map(edgeKey).toSorted());
}

test('whatever runs and people do to a workflow: ours is as wanted, theirs stays, an edit of ours is told, and again changes nothing', () => {
  fc.assert(
    fc.property(fc.array(actions, { minLength: 2, maxLength: 25, size: 'max' }), (all) => {
      const world = new World();
      for (const action of all) world.take(action);
    }),
    { numRuns: Number(process.env['MILLWRIGHT_TEST_RUNS'] ?? 300) },
  );
});

test('two neighbours that somebody deleted in the editor come back without a question', () => {
  const world = new World();
  const chain: Action = {
    kind: 'deploy',
    wanted: { a: 1, b: 1, c: 1, d: 1 },
    edges: [
      ['a', 'b'],
      ['b', 'c'],
      ['c', 'd'],
    ],
    overwrite: false,
  };
  world.take(chain);
  for (const node of ['b', 'c']) world.take({ kind: 'delete', node, bridged: true });
  world.take(chain);
  assert.equal(world.actual?.edges.length, 3);
});

test('what a person sets on our node and no specification says is still there when the node is written anew', () => {
  const theirs = {
    notesInFlow: true,
    continueOnFail: true,
    customTelemetryTags: { tag: [{ key: 'team', value: 'shop' }] },
    aFieldOfALaterN8n: 'kept',
  };
  const world = new World();
  world.take({ kind: 'deploy', wanted: { a: 1 }, edges: [], overwrite: false });
  Object.assign(world.actual?.nodes[0] ?? {}, theirs);
  world.take({ kind: 'deploy', wanted: { a: 2 }, edges: [], overwrite: false });
  const [written] = world.actual?.nodes ?? [];
  assert.equal(valueOf(world.actual, 'a'), 2);
  assert.deepEqual({ ...written, ...theirs }, written);
});

test('what a person takes away of it stays away', () => {
  const world = new World();
  world.take({ kind: 'deploy', wanted: { a: 1 }, edges: [], overwrite: false });
  Object.assign(world.actual?.nodes[0] ?? {}, { notesInFlow: true });
  world.take({ kind: 'deploy', wanted: { a: 2 }, edges: [], overwrite: false });
  delete world.actual?.nodes[0]?.['notesInFlow'];
  world.take({ kind: 'deploy', wanted: { a: 3 }, edges: [], overwrite: false });
  assert.equal(world.actual?.nodes[0]?.['notesInFlow'], undefined);
});

test('a field of ours that a person set is asked about, and gone only by decision', () => {
  for (const [field, value] of [
    ['disabled', true],
    ['executeOnce', true],
    ['alwaysOutputData', true],
    ['onError', 'continueRegularOutput'],
  ] as const) {
    const world = new World();
    world.take({ kind: 'deploy', wanted: { a: 1 }, edges: [], overwrite: false });
    Object.assign(world.actual?.nodes[0] ?? {}, { [field]: value });
    const desired = desiredOf({ a: 2 }, []);
    const { conflicts } = mergeDesired({ desired, actual: world.actual, base: world.base });
    assert.deepEqual(
      conflicts.map((conflict) => [conflict.where, conflict.field, conflict.theirs]),
      [['a', field, value]],
    );
  }
});
