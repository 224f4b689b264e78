import { Worker, type WorkflowBundleOption } from '@temporalio/worker';
import { BenchWorker, type Usage } from '../bench-worker.ts';
import { bundleOf } from '../bundles.ts';
import { median, megabytes, seconds, type Row } from '../row.ts';
import { historySizes, timeRun, type HistorySize, type TimedRun } from '../run.ts';
import type { BenchServer } from '../server.ts';
import type { Side } from '../sides.ts';
import type { WorkloadKey } from '../workload.ts';

const LONG: WorkloadKey = { size: 2_000, handler: 'no-op', result: '50 KB' };
const REPLAYS = 5;

/** 2,000 tasks with results of 50 KB: what the histories hold, how long they take to replay, what the worker needed. */
export async function longRun(server: BenchServer): Promise<Row[]> {
  const byHand = await runAlone(server, 'byHand');
  const shipped = await runAlone(server, 'shipped');
  const largest = largestOf(await historySizes(server, shipped.run.workflowId));
  const byHandHistory = largestOf(await historySizes(server, byHand.run.workflowId));
  const sameSize = Math.round((LONG.size * largest.events) / byHandHistory.events);
  const same = await runAlone(server, 'byHand', { ...LONG, size: sameSize });
  const sameHistory = largestOf(await historySizes(server, same.run.workflowId));
  const shippedMs = await replayMs(
    server,
    shipped.run.workflowId,
    largest,
    await bundleOf('shipped', server.folder),
  );
  const byHandMs = await replayMs(
    server,
    same.run.workflowId,
    sameHistory,
    await bundleOf('byHand', server.folder),
  );
  return [
    {
      measure: 'largest single history, 2,000 tasks with 50 KB results',
      atMost: '4,096 events and 2 MB',
      measured: `${largest.events} events, ${megabytes(largest.bytes)} (by hand, one run: ${byHandHistory.events}, ${megabytes(byHandHistory.bytes)})`,
    },
    {
      measure: 'its replay against one by hand of the same size',
      atMost: '1.2',
      measured: `${(shippedMs / byHandMs).toFixed(2)} (${seconds(shippedMs)} : ${seconds(byHandMs)} for ${largest.events} : ${sameHistory.events} events)`,
    },
    {
      measure: 'worker CPU against by hand, 2,000 tasks with 50 KB results',
      atMost: '1.25',
      measured: (shipped.usage.cpuMs / byHand.usage.cpuMs).toFixed(2),
    },
    {
      measure: 'peak memory of the worker against by hand, the same',
      atMost: '1.2',
      measured: `${(shipped.usage.peakBytes / byHand.usage.peakBytes).toFixed(2)} (${megabytes(shipped.usage.peakBytes)} : ${megabytes(byHand.usage.peakBytes)})`,
    },
  ];
}

async function runAlone(
  server: BenchServer,
  side: Side,
  key = LONG,
): Promise<{ run: TimedRun; usage: Usage }> {
  const worker = await BenchWorker.start(side, server.address, server.folder);
  const before = await worker.usage();
  const run = await timeRun(server, side, key);
  const { cpuMs, peakBytes } = await worker.usage();
  await worker.kill();
  return { run, usage: { cpuMs: cpuMs - before.cpuMs, peakBytes } };
}

function largestOf(sizes: readonly HistorySize[]): HistorySize {
  const [largest] = sizes.toSorted((a, b) => b.bytes - a.bytes);
  if (!largest) throw new Error('The run has no history.');
  return largest;
}

/** Median. */
async function replayMs(
  { environment }: BenchServer,
  workflowId: string,
  { runId }: HistorySize,
  workflowBundleOption: WorkflowBundleOption,
): Promise<number> {
  const history = await environment.client.workflow.getHandle(workflowId, runId).fetchHistory();
  const times: number[] = [];
  for (let replay = 0; replay < REPLAYS; replay += 1) {
    const startedMs = performance.now();
    await Worker.runReplayHistory({ workflowBundle: workflowBundleOption }, history, workflowId);
    times.push(performance.now() - startedMs);
  }
  return median(times);
}
