import assert from 'node:assert/strict';
import type { Client } from '@temporalio/client';
import { Worker, type ReplayHistoriesIterable, type WorkflowBundleOption } from '@temporalio/worker';

/**
 * Replays every history of a server that Millwright's workflows made, whole chains and owners included: what a new worker
 * would have to do with each of them. A run whose history does not replay stands still for ever.
 */
export async function replayAll(client: Client, workflowBundle: WorkflowBundleOption): Promise<void> {
  const failures: string[] = [];
  const results = Worker.runReplayHistories({ workflowBundle }, histories(client));
  for await (const { workflowId, runId, error } of results)
    if (error) failures.push(`${workflowId} (${runId}): ${error.message}`);
  assert.deepEqual(failures, [], 'every history replays');
}

async function* histories(client: Client): ReplayHistoriesIterable {
  for await (const { workflowId, runId } of client.workflow.list())
    yield { workflowId, history: await client.workflow.getHandle(workflowId, runId).fetchHistory() };
}
