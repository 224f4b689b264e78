import type { NodeInstruction } from '../instructions.ts';
import type { Specification, Task } from '../model.ts';
import { n8nComponentOf } from '../n8n-component.ts';
import { nodesOfTask } from '../nodes-of-task.ts';
import type { PointerSegment } from '../pointer.ts';

/** A node (or gate) that a task puts into an n8n workflow. */
export interface DeclaredNode {
  name: string;
  kind: 'node' | 'gate' | 'if';
  taskIndex: number;
  /** Where its name stands, below the task. */
  path: PointerSegment[];
}

/** Some nodes belong to no known component: then "nobody declares this node" would be said without need. */
export function hasHomelessNodes(specification: Specification): boolean {
  return specification.implementation.task_summary.some(
    (task) => task.n8n_instructions?.node !== undefined && n8nComponentOf(task, specification) === undefined,
  );
}

/** All nodes by n8n component, in the order in which they are declared. */
export function declaredNodes(specification: Specification): Map<string, DeclaredNode[]> {
  const byComponent = new Map<string, DeclaredNode[]>();
  specification.implementation.task_summary.forEach((task, taskIndex) => {
    const component = n8nComponentOf(task, specification);
    if (component === undefined) return;
    const nodes = byComponent.get(component) ?? [];
    byComponent.set(component, nodes);
    nodes.push(...nodesOf(task, taskIndex));
  });
  return byComponent;
}

function nodesOf(task: Task, taskIndex: number): DeclaredNode[] {
  const own = task.n8n_instructions?.node;
  const nodes = nodesOfTask(task).map(({ node, path }): DeclaredNode => {
    const kind = node === own && task.action_type === 'configure_gate' ? 'gate' : kindOfNode(node);
    return { name: node.node_name, kind, taskIndex, path: [...path, 'node_name'] };
  });
  const response = task.webhook_instructions?.response;
  if (response) {
    nodes.push({
      name: response.node_name,
      kind: 'node',
      taskIndex,
      path: ['webhook_instructions', 'response', 'node_name'],
    });
  }
  return nodes;
}

function kindOfNode(node: NodeInstruction): 'if' | 'node' {
  return /^(n8n-nodes-base\.)?if$/i.test(node.node_type) ? 'if' : 'node';
}
