import type { ApiSend } from '../api-send.ts';
import { executionPageSchema, executionSchema, type ExecutionState, type ExecutionSummary } from '../wire.ts';
import { toExecution, type Execution } from '../execution.ts';

/** Executions of workflows, with the data of each node. */
export interface ExecutionsApi {
  getExecution(executionId: string): Promise<Execution | undefined>;
  /** The newest first. Without `status` n8n leaves out running and waiting ones. */
  listExecutions(workflowId: string, status?: ExecutionState): Promise<ExecutionSummary[]>;
}

export function createExecutionsApi(send: ApiSend): ExecutionsApi {
  return {
    async getExecution(executionId) {
      const path = `/api/v1/executions/${encodeURIComponent(executionId)}?includeData=true`;
      const answer = await send.getOptional(path, executionSchema, `to read execution ${executionId}`);
      return answer === undefined ? undefined : toExecution(answer);
    },

    async listExecutions(workflowId, status) {
      const query = new URLSearchParams({ workflowId, limit: '100' });
      if (status !== undefined) query.set('status', status);
      const page = await send.json(
        'GET',
        `/api/v1/executions?${query.toString()}`,
        executionPageSchema,
        'to list executions',
      );
      return page.data;
    },
  };
}
