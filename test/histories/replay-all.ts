import assert from 'node:assert/strict';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Client, WorkflowExecutionInfo } from '@temporalio/client';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { Worker, type ReplayHistoriesIterable, type WorkflowBundleOption } from '@temporalio/worker';
import { OWNER_WORKFLOW, RUN_WORKFLOW } from '../../src/protocol/names.ts';

const OURS = `WorkflowType = '${RUN_WORKFLOW}' OR WorkflowType = '${OWNER_WORKFLOW}'`;

type Bundle = { codePath: string };

/**
 * Replays every history of a server that Millwright's workflows made, whole chains and owners included: what a new worker
 * would have to do with each of them. A run whose history does not replay stands still for ever.
 * @param bundle the workflow code; a function, where not all of them are to be replayed with the same.
 */
export async function replayAll(
  client: Client,
  bundle: Bundle | ((execution: WorkflowExecutionInfo) => Promise<Bundle>),
  { mayBeNone = false } = {},
): Promise<void> {
  const byCode = new Map<string, WorkflowExecutionInfo[]>();
  for await (const execution of client.workflow.list({ query: OURS })) {
    const { codePath } = typeof bundle === 'function' ? await bundle(execution) : bundle;
    byCode.set(codePath, [...(byCode.get(codePath) ?? []), execution]);
  }
  if (!mayBeNone) assert.notEqual(byCode.size, 0, 'the server has histories to replay');
  for (const [codePath, executions] of byCode) {
    const failures = await failuresOfReplay({ codePath }, histories(client, executions));
    const messages = [...failures].map(([name, error]) => `${name}: ${error.message}`);
    const kept = failures.size === 0 ? '' : `; what does not is in ${await keep(client, failures.keys())}`;
    assert.deepEqual(messages, [], `every history replays${kept}`);
  }
}

/** So that a history that does not replay can be looked at when its server is gone. @returns the folder */
async function keep(client: Client, names: Iterable<string>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'millwright-not-replayed-'));
  for (const name of names) {
    const [workflowId = '', runId = ''] = name.split('/');
    const history = await client.workflow.getHandle(workflowId, runId).fetchHistory();
    await writeFile(join(folder, `${runId}.json`), historyToJSON(history));
  }
  return folder;
}

async function* histories(client: Client, executions: WorkflowExecutionInfo[]): ReplayHistoriesIterable {
  for (const { workflowId, runId } of executions) {
    const history = await client.workflow.getHandle(workflowId, runId).fetchHistory();
    yield { workflowId: `${workflowId}/${runId}`, history };
  }
}

/** What went wrong in the replay of each history, by its name; one that replays is not in it. */
export async function failuresOfReplay(
  workflowBundle: WorkflowBundleOption,
  named: ReplayHistoriesIterable,
): Promise<Map<string, Error>> {
  const failures = new Map<string, Error>();
  for await (const { workflowId, error } of Worker.runReplayHistories({ workflowBundle }, named))
    if (error) failures.set(workflowId, error);
  return failures;
}
