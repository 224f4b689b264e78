import type { AuthorConnection, AuthorN8nInstructions, AuthorNode } from './author/n8n-instructions.ts';
import { impliedNodeType } from './implied.ts';
import type {
  ConfigurationEntry,
  ConnectionInstruction,
  N8nInstructions,
  NodeInstruction,
} from './instructions.ts';
import type { ActionType } from './model.ts';

/** The author's flat n8n instructions in normal form. */
export function normaliseNodes(author: AuthorN8nInstructions, actionType: ActionType): N8nInstructions {
  const node = author.node ?? flatNode(author, actionType);
  return {
    ...(node === undefined ? {} : { node: normaliseNode(node) }),
    more_nodes: author.more_nodes.map(normaliseNode),
    connections: author.connections.map(normaliseConnection),
  };
}

/** No name, no node: `configure_connection` has edges only. Where one is needed, a rule asks for the name. */
function flatNode(author: AuthorN8nInstructions, actionType: ActionType): AuthorNode | undefined {
  const {
    node: _node,
    more_nodes: _moreNodes,
    connections: _connections,
    node_name,
    node_type,
    ...fields
  } = author;
  if (node_name === undefined) return undefined;
  return { ...fields, node_name, node_type: node_type ?? impliedNodeType(actionType) ?? '' };
}

function normaliseNode(author: AuthorNode): NodeInstruction {
  return { ...author, configuration: normaliseConfiguration(author.configuration ?? []) };
}

/** A map is a list of literals: n8n itself reads text that begins with `=` as an expression. */
function normaliseConfiguration(author: NonNullable<AuthorNode['configuration']>): ConfigurationEntry[] {
  if (Array.isArray(author)) return author;
  return Object.entries(author).map(([field, value]) => ({ field, value, source: 'literal' }));
}

function normaliseConnection(author: AuthorConnection): ConnectionInstruction {
  const { output, output_index, ...edge } = author;
  const named = output === undefined ? undefined : String(output);
  return {
    ...edge,
    output_index: output_index ?? (named === 'false' ? 1 : 0),
    ...(named === undefined ? {} : { output: named }),
  };
}
