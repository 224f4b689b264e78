import type { INode, OnError } from 'n8n-workflow';
import type { JsonObject } from '../../protocol/json.ts';

/** What one task adds to the n8n workflow of its component. */
export interface Fragment {
  taskId: string;
  nodes: FragmentNode[];
  edges: FragmentEdge[];
  /** Names that edges of any task may use in place of a node and an output index. */
  ports: Record<string, NodePorts>;
  /** What could not be checked against the instance, in words; never passed over in silence. */
  unverified: string[];
}

/** A node as it is written, but for its position, which follows from the whole picture. */
export interface FragmentNode extends Pick<
  INode,
  'id' | 'name' | 'type' | 'typeVersion' | 'webhookId' | 'retryOnFail' | 'maxTries' | 'waitBetweenTries'
> {
  parameters: JsonObject;
  /** Credential type → reference. */
  credentials?: Record<string, CredentialReference>;
  onError?: Exclude<OnError, 'stopWorkflow'>;
  notes: string;
}

/** An edge between names; `output` is an index, or a name that the ports of `from` know. */
export interface FragmentEdge {
  from: string;
  output: number | string;
  to: string;
  input: number;
}

/** Where edges to and from a name that stands for several nodes (a gate), or with named outputs, really end. */
export interface NodePorts {
  entry: string;
  /** An output may gather several: a gate's `rejected` is a person's no and a timeout. */
  outputs: Record<string, { node: string; index: number }[]>;
}

export function emptyFragment(taskId: string): Fragment {
  return { taskId, nodes: [], edges: [], ports: {}, unverified: [] };
}

export interface CredentialReference {
  id: string;
  name: string;
}
