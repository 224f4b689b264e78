import { declaredEdges } from './edges.ts';
import { addInstructedNodes } from './create-node.ts';
import { emptyFragment } from '../../document/fragment.ts';
import { requirePart, type FragmentCompiler } from './fragment-compiler.ts';

/** `configure_connection`: edges between nodes of any task. */
export const compileConnections: FragmentCompiler = (input) => {
  const { task } = input;
  const instructions = requirePart(task.n8n_instructions, task, 'n8n_instructions');
  const fragment = emptyFragment(task.task_id);
  addInstructedNodes(fragment, input, instructions.more_nodes);
  fragment.edges = declaredEdges(instructions.connections);
  return fragment;
};
