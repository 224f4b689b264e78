import { codeNode } from '../../../spec/code/code-node.ts';
import { addNode, ownType } from './build-node.ts';
import { addInstructedNodes } from './create-node.ts';
import { declaredEdges } from './edges.ts';
import { emptyFragment } from '../../document/fragment.ts';
import { requirePart, type FragmentCompiler } from './fragment-compiler.ts';

/** `write_transform`: a Code node that carries the verified code, whichever component the code belongs to. */
export const compileTransform: FragmentCompiler = (input) => {
  const { task } = input;
  const instructions = requirePart(task.n8n_instructions, task, 'n8n_instructions');
  const node = requirePart(instructions.node, task, 'n8n_instructions.node_name');
  const {
    input_path,
    uses = [],
    allows_stubs: allowsStubs = false,
  } = requirePart(task.code_instructions, task, 'code_instructions');
  const code = requirePart(input.code, task, 'code_instructions.source');
  const fragment = emptyFragment(task.task_id);
  addNode(fragment, input, {
    name: node.node_name,
    type: ownType(input, 'code'),
    parameters: {
      mode: 'runOnceForEachItem',
      language: 'javaScript',
      jsCode: codeNode({ source: code, uses, allowsStubs }, input_path, task.task_id),
    },
  });
  addInstructedNodes(fragment, input, instructions.more_nodes);
  fragment.edges = declaredEdges(instructions.connections);
  return fragment;
};
