import type { ConnectionInstruction } from '../../../spec/instructions.ts';
import type { FragmentEdge } from '../../document/fragment.ts';

/** The edges that a task declares, with named outputs left to the ports of the whole workflow. */
export function declaredEdges(connections: readonly ConnectionInstruction[]): FragmentEdge[] {
  return connections.map(({ from_node, to_node, output, output_index, input_index }) => ({
    from: from_node,
    output: output ?? output_index,
    to: to_node,
    input: input_index,
  }));
}
