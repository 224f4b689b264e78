import { BenchWorker } from '../bench-worker.ts';
import { median, seconds, type Row } from '../row.ts';
import { historySizes, timeRun } from '../run.ts';
import type { BenchServer } from '../server.ts';
import { SIDES, type Side } from '../sides.ts';
import { makeWorkload, type Handler, type WorkloadKey } from '../workload.ts';

interface Figures {
  ms: number;
  cpuMs: number;
  /** Of all runs of the chain. */
  events: number;
}

/** Time, events and CPU of one run, against the same graph by hand. */
export async function againstByHand(server: BenchServer, pairs: number): Promise<Row[]> {
  const workers = {
    byHand: await BenchWorker.start('byHand', server.address, server.folder),
    shipped: await BenchWorker.start('shipped', server.address, server.folder),
  };
  const measure = async (size: number, handler: Handler): Promise<Record<Side, Figures>> =>
    measurePairs(server, workers, { size, handler, result: '256 B' }, pairs);
  await measure(20, 'no-op');
  const small = await measure(20, 'no-op');
  const noOp = await measure(200, 'no-op');
  const waits = await measure(200, '50 ms');
  const unequal = await measure(200, 'unequal');
  const largeNoOp = await measure(2_000, 'no-op');
  const largeWaits = await measure(2_000, '50 ms');
  for (const worker of Object.values(workers)) await worker.kill();
  const criticalPathMs = makeWorkload({ size: 200, handler: 'unequal', result: '256 B' }).criticalPathMs;
  const perTask = (figures: Figures, size: number): string => (figures.events / size).toFixed(2);
  return [
    { measure: 'time against by hand, 200 × 50 ms', atMost: '1.05', measured: ratio(waits) },
    { measure: 'time against by hand, 2,000 × 50 ms', atMost: '1.05', measured: ratio(largeWaits) },
    { measure: 'time against by hand, 20 × no-op', atMost: '–', measured: ratio(small) },
    { measure: 'time against by hand, 200 × no-op', atMost: '1.20', measured: ratio(noOp) },
    { measure: 'time against by hand, 2,000 × no-op', atMost: '1.20', measured: ratio(largeNoOp) },
    {
      measure: 'time against the critical path, 200 unequal tasks',
      atMost: '1.15',
      measured: `${(unequal.shipped.ms / criticalPathMs).toFixed(2)} (by hand ${(unequal.byHand.ms / criticalPathMs).toFixed(2)}; path ${seconds(criticalPathMs)})`,
    },
    {
      measure: 'growth of the cost per task from 20 to 2,000 no-op tasks (exponent)',
      atMost: '0.10',
      measured: `${growth(small.shipped.ms, largeNoOp.shipped.ms)} (by hand ${growth(small.byHand.ms, largeNoOp.byHand.ms)})`,
    },
    {
      measure: 'events per task, 200 no-op / 2,000 no-op',
      atMost: 'by hand + 0.5',
      measured: `${perTask(noOp.shipped, 200)} / ${perTask(largeNoOp.shipped, 2_000)} (by hand ${perTask(noOp.byHand, 200)} / ${perTask(largeNoOp.byHand, 2_000)})`,
    },
    {
      measure: 'worker CPU against by hand, 2,000 no-op',
      atMost: '1.25',
      measured: `${(largeNoOp.shipped.cpuMs / largeNoOp.byHand.cpuMs).toFixed(2)} (${seconds(largeNoOp.shipped.cpuMs)} : ${seconds(largeNoOp.byHand.cpuMs)})`,
    },
  ];
}

async function measurePairs(
  server: BenchServer,
  workers: Record<Side, BenchWorker>,
  key: WorkloadKey,
  pairs: number,
): Promise<Record<Side, Figures>> {
  const seen: Record<Side, Figures[]> = { byHand: [], shipped: [] };
  for (let pair = 0; pair < pairs; pair += 1) {
    for (const side of SIDES) {
      const before = await workers[side].usage();
      const { workflowId, ms } = await timeRun(server, side, key);
      const { cpuMs } = await workers[side].usage();
      const sizes = await historySizes(server, workflowId);
      seen[side].push({ ms, cpuMs: cpuMs - before.cpuMs, events: sum(sizes.map(({ events }) => events)) });
    }
  }
  return { byHand: medians(seen.byHand), shipped: medians(seen.shipped) };
}

function medians(figures: readonly Figures[]): Figures {
  return {
    ms: median(figures.map(({ ms }) => ms)),
    cpuMs: median(figures.map(({ cpuMs }) => cpuMs)),
    events: median(figures.map(({ events }) => events)),
  };
}

function ratio({ byHand, shipped }: Record<Side, Figures>): string {
  return `${(shipped.ms / byHand.ms).toFixed(2)} (${seconds(shipped.ms)} : ${seconds(byHand.ms)})`;
}

/** The x of "a task costs N^x". */
function growth(smallMs: number, largeMs: number): string {
  return (Math.log(largeMs / 2_000 / (smallMs / 20)) / Math.log(100)).toFixed(2);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
