import type { N8nClient } from '../client/client.ts';
import type { ExecutionSummary } from '../client/wire.ts';

/** The executions of a workflow, the newest first, also those that have not ended: n8n's plain list leaves them out. */
export async function allExecutions(client: N8nClient, workflowId: string): Promise<ExecutionSummary[]> {
  const lists = await Promise.all([
    client.listExecutions(workflowId),
    client.listExecutions(workflowId, 'waiting'),
    client.listExecutions(workflowId, 'running'),
  ]);
  return lists.flat().toSorted((a, b) => Number(b.id) - Number(a.id));
}

/** Those that began after `after` by something real, the oldest first. */
export async function realExecutionsAfter(
  client: N8nClient,
  workflowId: string,
  after: string,
): Promise<ExecutionSummary[]> {
  const all = await allExecutions(client, workflowId);
  return all.filter(({ id, mode }) => Number(id) > Number(after) && mode !== 'manual').toReversed();
}
