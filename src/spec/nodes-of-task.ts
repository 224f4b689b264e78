import type { NodeInstruction } from './instructions.ts';
import type { Task } from './model.ts';
import type { PointerSegment } from './pointer.ts';

/** A node that a task describes, and where its description stands below the task. */
export interface NodeOfTask {
  node: NodeInstruction;
  path: PointerSegment[];
}

/** The task's own node first, then the further ones. */
export function nodesOfTask({ n8n_instructions: instructions }: Task): NodeOfTask[] {
  if (instructions === undefined) return [];
  const further = instructions.more_nodes.map((node, index) => ({
    node,
    path: ['n8n_instructions', 'more_nodes', index],
  }));
  return instructions.node === undefined
    ? further
    : [{ node: instructions.node, path: ['n8n_instructions', 'node'] }, ...further];
}
