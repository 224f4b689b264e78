import type { DesiredDocument } from './document.ts';
import { toConnections, toEdges, type Edge } from './edge.ts';
import { nodeSchema, type N8nNode, type StoredWorkflow, type WorkflowDocument } from '../client/wire.ts';

/** A workflow as it is compared and merged: edges between ids, and nothing that n8n counts or stamps. */
export interface WorkflowState {
  name: string;
  settings: WorkflowDocument['settings'];
  nodes: N8nNode[];
  edges: Edge[];
}

export function stateOfStored(workflow: StoredWorkflow): WorkflowState {
  return {
    name: workflow.name,
    settings: workflow.settings,
    nodes: workflow.nodes,
    edges: toEdges(workflow.nodes, workflow.connections),
  };
}

export function stateOfDesired({ name, settings, nodes, edges }: DesiredDocument): WorkflowState {
  return { name, settings, nodes: nodes.map((node) => nodeSchema.parse(node)), edges };
}

/** @param settings only those that are ours: n8n merges them into the stored ones, and refuses some it stored itself. */
export function documentOf(state: WorkflowState, settings: WorkflowDocument['settings']): WorkflowDocument {
  return {
    name: state.name,
    settings,
    nodes: state.nodes,
    connections: toConnections(state.nodes, state.edges),
  };
}
