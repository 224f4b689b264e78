import type { Problem } from '../../protocol/problem.ts';
import type { ConnectionInstruction } from '../instructions.ts';
import type { Specification } from '../model.ts';
import { suggest } from '../nearest.ts';
import { type PointerSegment, taskPointer } from '../pointer.ts';
import { type DeclaredNode, declaredNodes, hasHomelessNodes } from './declared-nodes.ts';
import { n8nComponentOf } from '../n8n-component.ts';

const GATE_OUTPUTS = ['approved', 'rejected', 'not_needed'] as const;

interface Edge {
  connection: ConnectionInstruction;
  component: string;
  taskIndex: number;
  index: number;
}

/**
 * Edges: both ends are declared, the output is one that the node has, and each edge is declared once. n8n accepts
 * and runs wrong edges in silence: the target just never runs.
 */
export function edgeRules(specification: Specification): Problem[] {
  const edges = allEdges(specification);
  const nodes = new Map<string, ReadonlyMap<string, DeclaredNode>>();
  for (const [component, list] of declaredNodes(specification)) {
    nodes.set(component, new Map(list.map((node) => [node.name, node])));
  }
  return [
    ...(hasHomelessNodes(specification)
      ? []
      : edges.flatMap((edge) => edgeProblems(edge, nodes.get(edge.component) ?? new Map()))),
    ...repeatedEdges(edges, specification),
  ];
}

function allEdges(specification: Specification): Edge[] {
  return specification.implementation.task_summary.flatMap((task, taskIndex) => {
    const component = n8nComponentOf(task, specification);
    if (component === undefined) return [];
    const connections = task.n8n_instructions?.connections ?? [];
    return connections.map((connection, index) => ({ connection, component, taskIndex, index }));
  });
}

function edgeProblems(edge: Edge, nodes: ReadonlyMap<string, DeclaredNode>): Problem[] {
  const problems: Problem[] = [];
  for (const end of ['from_node', 'to_node'] as const) {
    const name = edge.connection[end];
    if (nodes.has(name)) continue;
    const message = `No task declares a node \`${name}\` in component \`${edge.component}\`.`;
    problems.push({
      rule: 'unknown_node',
      pointer: at(edge, end),
      message,
      fix: suggest(name, [...nodes.keys()], 'nodes'),
    });
  }
  const from = nodes.get(edge.connection.from_node);
  const output = from === undefined ? undefined : outputProblem(edge, from);
  return output === undefined ? problems : [...problems, output];
}

function outputProblem(edge: Edge, from: DeclaredNode): Problem | undefined {
  const { output, output_index: index } = edge.connection;
  const rule = 'wrong_output';
  if (from.kind === 'gate') {
    if (GATE_OUTPUTS.some((name) => name === output)) return undefined;
    const message = `\`${from.name}\` is a gate: the edge must say which of its outputs it leaves.`;
    return {
      rule,
      pointer: at(edge, 'output'),
      message,
      fix: 'Add `output: approved`, `rejected` or `not_needed`.',
    };
  }
  if (output === undefined) return undefined;
  if (from.kind === 'node' || (output !== 'true' && output !== 'false')) {
    const has = from.kind === 'if' ? 'an If: its outputs are `true` and `false`' : 'neither a gate nor an If';
    const fix =
      from.kind === 'if'
        ? 'Write `output: true` or `output: false`.'
        : 'Use `output_index`, or leave it out for 0.';
    return { rule, pointer: at(edge, 'output'), message: `\`${from.name}\` is ${has}.`, fix };
  }
  if (index === (output === 'true' ? 0 : 1)) return undefined;
  const message = `Output \`${output}\` of \`${from.name}\` is not output ${index}.`;
  return {
    rule,
    pointer: at(edge, 'output_index'),
    message,
    fix: 'Keep `output` and remove `output_index`.',
  };
}

/** In one task, two outputs may lead to the same node; what several tasks say about the same two nodes must not differ. */
function repeatedEdges(edges: readonly Edge[], specification: Specification): Problem[] {
  const byEnds = Map.groupBy(edges, ({ component, connection }) =>
    JSON.stringify([component, connection.from_node, connection.to_node]),
  );
  return [...byEnds.values()].flatMap((group) =>
    group.flatMap((edge, position) => {
      const earlier = group.slice(0, position);
      const same = earlier.find((other) => port(other) === port(edge));
      const different = earlier.find((other) => other.taskIndex !== edge.taskIndex);
      const other = same ?? different;
      if (other === undefined) return [];
      return [
        repeatedEdge(
          edge,
          specification.implementation.task_summary[other.taskIndex]?.task_id ?? '',
          same !== undefined,
        ),
      ];
    }),
  );
}

function repeatedEdge(edge: Edge, otherTask: string, same: boolean): Problem {
  const name = `${edge.connection.from_node} → ${edge.connection.to_node}`;
  return {
    rule: same ? 'duplicate_edge' : 'conflicting_edge',
    pointer: at(edge),
    message: `The edge ${name} is declared in task \`${otherTask}\` already${same ? '' : ', with another output or input'}.`,
    fix: same ? 'Remove one of the two.' : 'Declare the edges between these two nodes in one task.',
  };
}

function port({ connection }: Edge): string {
  const output = connection.output !== undefined && GATE_OUTPUTS.some((name) => name === connection.output);
  return `${output ? connection.output : connection.output_index}>${connection.input_index}`;
}

function at(edge: Edge, ...segments: PointerSegment[]): string {
  return taskPointer(edge.taskIndex, 'n8n_instructions', 'connections', edge.index, ...segments);
}
