import type { NodeInstruction } from '../spec/instructions.ts';
import type { Specification, Task } from '../spec/model.ts';
import { n8nComponentOf } from '../spec/n8n-component.ts';
import { taskKind } from './task-kind.ts';

/** What will be made of one component. */
export interface PlannedComponent {
  component_id: string;
  platform: 'n8n' | 'code';
  /** Name of the n8n workflow, or path of the file. */
  name: string;
  nodes: PlannedNode[];
  edges: PlannedEdge[];
  files: string[];
  /** Whether a task switches it on; otherwise the n8n workflow stays inactive. */
  activated: boolean;
}

export interface PlannedNode {
  name: string;
  /** As the author wrote it, or in words for nodes that an instruction implies. */
  type: string;
  task: string;
}

export interface PlannedEdge {
  from: string;
  to: string;
  /** Output name or index, when it is not the first one. */
  output?: string;
  task: string;
}

/** Nodes, edges and files of every component, in declared order. A gate counts as one node here; it is built from several. */
export function plannedComponents(specification: Specification): PlannedComponent[] {
  const tasks = specification.implementation.task_summary;
  const byComponent = Map.groupBy(tasks, (task) => n8nComponentOf(task, specification));
  const written = new Set(
    tasks.filter((task) => taskKind(task) === 'generated_code').map((task) => task.component),
  );
  return specification.components.map((component) => {
    const building = byComponent.get(component.component_id) ?? [];
    return {
      component_id: component.component_id,
      platform: component.platform,
      name: component.platform === 'n8n' ? component.workflow_name : component.path,
      nodes: building.flatMap(nodesOf),
      edges: building.flatMap(edgesOf),
      files: component.platform === 'code' && written.has(component.component_id) ? [component.path] : [],
      activated: building.some((task) => taskKind(task) === 'activation'),
    };
  });
}

function nodesOf(task: Task): PlannedNode[] {
  const kind = taskKind(task);
  if (kind !== 'nodes' && kind !== 'generated_code') return [];
  const { node, more_nodes = [] } = task.n8n_instructions ?? {};
  const own = node === undefined ? [] : [plannedNode(node, task)];
  const response = task.webhook_instructions?.response;
  const answer =
    response === undefined
      ? []
      : [{ name: response.node_name, type: 'Respond to Webhook', task: task.task_id }];
  return [...own, ...more_nodes.map((more) => plannedNode(more, task)), ...answer];
}

function plannedNode(node: NodeInstruction, task: Task): PlannedNode {
  const isGate = task.gate_instructions !== undefined && node === task.n8n_instructions?.node;
  return { name: node.node_name, type: isGate ? 'approval gate' : node.node_type, task: task.task_id };
}

function edgesOf(task: Task): PlannedEdge[] {
  return (task.n8n_instructions?.connections ?? []).map((connection) => {
    const output =
      connection.output ?? (connection.output_index > 0 ? String(connection.output_index) : undefined);
    return {
      from: connection.from_node,
      to: connection.to_node,
      ...(output === undefined ? {} : { output }),
      task: task.task_id,
    };
  });
}
