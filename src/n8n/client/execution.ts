import type { JsonValue } from '../../protocol/json.ts';
import type { ExecutionAnswer, ExecutionState, NodeRunAnswer } from './wire.ts';

/** One execution, reduced to what a check compares: which nodes ran, and what each gave. */
export interface Execution {
  id: string;
  workflowId: string;
  status: ExecutionState;
  /** Every node that ran, by name. */
  nodes: Record<string, NodeRun[]>;
  lastNode?: string;
  /** n8n's message when the execution failed. */
  error?: string;
  /** Signs the links that resume a waiting execution. */
  resumeToken?: string;
}

/** One pass through a node. */
export interface NodeRun {
  status: string;
  /** Items per output: `outputs[0]` is output 0. An output that gave nothing is an empty list. */
  outputs: JsonValue[][];
  error?: string;
  /** Where its input came from; empty for a trigger. */
  sources: { node: string; outputIndex: number }[];
}

export function toExecution(answer: ExecutionAnswer): Execution {
  const result = answer.data?.resultData;
  const execution: Execution = {
    id: answer.id,
    workflowId: answer.workflowId,
    status: answer.status,
    nodes: Object.fromEntries(
      Object.entries(result?.runData ?? {}).map(([name, runs]) => [name, runs.map(toNodeRun)]),
    ),
  };
  if (result?.lastNodeExecuted !== undefined) execution.lastNode = result.lastNodeExecuted;
  const error = result?.error?.message;
  if (error !== undefined) execution.error = error;
  if (answer.data?.resumeToken !== undefined) execution.resumeToken = answer.data.resumeToken;
  return execution;
}

function toNodeRun(run: NodeRunAnswer): NodeRun {
  const nodeRun: NodeRun = {
    status: run.executionStatus ?? 'unknown',
    outputs: (run.data?.main ?? []).map((items) => (items ?? []).map((item) => item.json)),
    sources: run.source.flatMap((source) =>
      source === null ? [] : [{ node: source.previousNode, outputIndex: source.previousNodeOutput ?? 0 }],
    ),
  };
  if (run.error?.message !== undefined) nodeRun.error = run.error.message;
  return nodeRun;
}
