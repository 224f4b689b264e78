import { MillwrightError } from '../../errors.ts';
import type { JsonObject } from '../../protocol/json.ts';
import { suggest } from '../../spec/nearest.ts';
import { edgeKey, mainEdge, type Edge } from './edge.ts';
import type { Fragment, FragmentEdge, FragmentNode, NodePorts } from './fragment.ts';
import { layOut, type Position } from './layout.ts';
import { workflowSettings } from './workflow-settings.ts';

export interface DesiredNode extends FragmentNode {
  position: Position;
}

/** What shall stand in one n8n workflow, and which task each part belongs to. Only what is ours. */
export interface DesiredDocument {
  name: string;
  settings: JsonObject;
  nodes: DesiredNode[];
  edges: Edge[];
  /** Node id or edge key → task id. */
  owners: Map<string, string>;
  /** Tasks whose parts do not fit with the others: the document is of use only when there are none. */
  problems: Map<string, MillwrightError>;
}

export interface ComposeInput {
  name: string;
  timezone?: string;
  /** In declared order. */
  fragments: readonly Fragment[];
  /** Number of outputs of a node, when it is known. */
  outputCount: (node: FragmentNode) => number | undefined;
  /** Types of the connections of a node on one side, where they are known. */
  connectionTypes?: (node: FragmentNode, side: 'inputs' | 'outputs') => readonly string[] | undefined;
  /** Names that tasks will make which are not applied yet: edges to them are drawn then. */
  laterNodes: ReadonlySet<string>;
}

/** Puts the fragments of all tasks together: names become edges between ids, and every node gets its place. */
export function composeDocument(input: ComposeInput): DesiredDocument {
  const { name, timezone, fragments, laterNodes } = input;
  const owners = new Map<string, string>();
  const problems = new Map<string, MillwrightError>();
  const nodes = new Map<string, FragmentNode>();
  const ports = new Map<string, NodePorts>();
  for (const fragment of fragments) {
    const twice = fragment.nodes.find((node) => nodes.has(node.name));
    if (twice !== undefined) {
      problems.set(
        fragment.taskId,
        new MillwrightError('spec_invalid', `Two tasks make a node named "${twice.name}".`),
      );
      continue;
    }
    for (const node of fragment.nodes) {
      nodes.set(node.name, node);
      owners.set(node.id, fragment.taskId);
    }
    for (const [portName, port] of Object.entries(fragment.ports)) ports.set(portName, port);
  }

  const edges = new Map<string, Edge>();
  for (const fragment of fragments.filter(({ taskId }) => !problems.has(taskId))) {
    try {
      const resolved = fragment.edges
        .filter((edge) => !laterNodes.has(edge.from) && !laterNodes.has(edge.to))
        .flatMap((edge) => resolveEdge(edge, nodes, ports, input));
      for (const edge of resolved) {
        if (!edges.has(edgeKey(edge))) owners.set(edgeKey(edge), fragment.taskId);
        edges.set(edgeKey(edge), edge);
      }
    } catch (error) {
      if (!(error instanceof MillwrightError)) throw error;
      problems.set(fragment.taskId, error);
    }
  }
  const all = [...nodes.values()];
  const positions = layOut(
    all.map((node) => node.id),
    [...edges.values()],
  );
  return {
    name,
    settings: workflowSettings(timezone),
    nodes: all.map((node) => ({ ...node, position: positions.get(node.id) ?? [0, 0] })),
    edges: [...edges.values()],
    owners,
    problems,
  };
}

function resolveEdge(
  edge: FragmentEdge,
  nodes: ReadonlyMap<string, FragmentNode>,
  ports: ReadonlyMap<string, NodePorts>,
  { outputCount, connectionTypes }: ComposeInput,
): Edge[] {
  const known = [...new Set([...nodes.keys(), ...ports.keys()])];
  const nodeNamed = (name: string): FragmentNode => {
    const node = nodes.get(name);
    if (node !== undefined) return node;
    throw new MillwrightError(
      'node_missing',
      `The edge from "${edge.from}" to "${edge.to}" cannot be drawn: there is no node "${name}" in this workflow. ${suggest(name, known, 'nodes')}`,
    );
  };
  const target = nodeNamed(ports.get(edge.to)?.entry ?? edge.to);
  return sourcesOf(edge, ports).map(({ node: sourceName, index }) => {
    const source = nodeNamed(sourceName);
    requireMain(edge, source, connectionTypes?.(source, 'outputs'), 'output');
    requireMain(edge, target, connectionTypes?.(target, 'inputs'), 'input');
    const count = outputCount(source);
    if (count !== undefined && index >= count) {
      throw new MillwrightError(
        'node_output_unknown',
        `The edge from "${edge.from}" to "${edge.to}" leaves output ${index}, but "${source.name}" has ${count} (counted from 0).`,
      );
    }
    return mainEdge(source.id, index, target.id, edge.input);
  });
}

/** n8n takes a main edge of a sub-node in silence: the node that it should serve is left without it (n8n 2.41). */
function requireMain(
  edge: FragmentEdge,
  node: FragmentNode,
  types: readonly string[] | undefined,
  side: 'input' | 'output',
): void {
  if (types === undefined || types.includes('main')) return;
  const own = types.length === 0 ? `no ${side}` : `no main ${side}, only ${types.join(', ')}`;
  throw new MillwrightError(
    'node_output_unknown',
    `The edge from "${edge.from}" to "${edge.to}" cannot be drawn: "${node.name}" has ${own}, and this version draws main edges.`,
  );
}

function sourcesOf(
  edge: FragmentEdge,
  ports: ReadonlyMap<string, NodePorts>,
): { node: string; index: number }[] {
  const port = ports.get(edge.from);
  if (typeof edge.output === 'number') {
    if (port === undefined || port.entry === edge.from) return [{ node: edge.from, index: edge.output }];
    throw new MillwrightError(
      'node_output_unknown',
      `The edge from "${edge.from}" to "${edge.to}" must name an output: ${Object.keys(port.outputs).join(', ')}.`,
    );
  }
  const sources = port?.outputs[edge.output];
  if (sources !== undefined) return sources;
  throw new MillwrightError(
    'node_output_unknown',
    `"${edge.from}" has no output named "${edge.output}". ${suggest(edge.output, Object.keys(port?.outputs ?? {}), 'outputs')}`,
  );
}
