import type { WorkflowHandleWithFirstExecutionRunId } from '@temporalio/client';
import { RUN_WORKFLOW, TASK_QUEUE, WORKFLOW_TASK_TIMEOUT } from '../src/protocol/names.ts';
import type { BenchServer } from './server.ts';
import { BY_HAND_QUEUE, type Side } from './sides.ts';
import { hashOf, makeWorkload, MAX_PARALLEL, type WorkloadKey } from './workload.ts';

let runs = 0;

/** Starts one run of the workload on one side. */
export async function startRun(
  { environment }: BenchServer,
  side: Side,
  key: WorkloadKey,
): Promise<WorkflowHandleWithFirstExecutionRunId> {
  runs += 1;
  const workflowId = `bench-${runs}`;
  if (side === 'shipped')
    return environment.client.workflow.start(RUN_WORKFLOW, {
      taskQueue: TASK_QUEUE,
      workflowTaskTimeout: WORKFLOW_TASK_TIMEOUT,
      workflowId,
      args: [key],
    });
  const tasks = makeWorkload(key).tasks.map(({ id, dependsOn }) => ({ id, dependsOn }));
  return environment.client.workflow.start('byHand', {
    taskQueue: BY_HAND_QUEUE,
    workflowId,
    args: [{ workload: hashOf(key), maxParallel: MAX_PARALLEL, tasks }],
  });
}

/** Time from the start to the result. */
export async function timeRun(server: BenchServer, side: Side, key: WorkloadKey): Promise<TimedRun> {
  const startedMs = performance.now();
  const handle = await startRun(server, side, key);
  await handle.result();
  return { workflowId: handle.workflowId, ms: performance.now() - startedMs };
}

export interface TimedRun {
  workflowId: string;
  ms: number;
}

export interface HistorySize {
  runId: string;
  events: number;
  bytes: number;
}

/** Histories of all runs of the chain. */
export async function historySizes({ environment }: BenchServer, workflowId: string): Promise<HistorySize[]> {
  const sizes: HistorySize[] = [];
  for await (const { runId } of environment.client.workflow.list({ query: `WorkflowId = '${workflowId}'` })) {
    const { raw } = await environment.client.workflow.getHandle(workflowId, runId).describe();
    const { historyLength, historySizeBytes } = raw.workflowExecutionInfo ?? {};
    sizes.push({ runId, events: Number(historyLength ?? 0), bytes: Number(historySizeBytes ?? 0) });
  }
  return sizes;
}
