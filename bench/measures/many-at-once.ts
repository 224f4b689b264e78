import { BenchWorker } from '../bench-worker.ts';
import { median, seconds, type Row } from '../row.ts';
import { startRun } from '../run.ts';
import type { BenchServer } from '../server.ts';
import { SIDES, type Side } from '../sides.ts';
import type { WorkloadKey } from '../workload.ts';

const RUNS = 10;
const SMALL: WorkloadKey = { size: 20, handler: '50 ms', result: '256 B' };

interface Together {
  /** Until the last has ended. */
  ms: number;
  slowestToFastest: number;
}

/** Ten runs of twenty tasks, started at the same moment. */
export async function manyAtOnce(server: BenchServer, pairs: number): Promise<Row[]> {
  const workers = {
    byHand: await BenchWorker.start('byHand', server.address, server.folder),
    shipped: await BenchWorker.start('shipped', server.address, server.folder),
  };
  const seen: Record<Side, Together[]> = { byHand: [], shipped: [] };
  for (const side of SIDES) await together(server, side);
  for (let pair = 0; pair < pairs; pair += 1)
    for (const side of SIDES) seen[side].push(await together(server, side));
  for (const worker of Object.values(workers)) await worker.kill();
  const ms = (side: Side): number => median(seen[side].map((each) => each.ms));
  const spread = (side: Side): string => median(seen[side].map((each) => each.slowestToFastest)).toFixed(2);
  return [
    {
      measure: '10 runs × 20 tasks of 50 ms at once against by hand',
      atMost: '1.10',
      measured: `${(ms('shipped') / ms('byHand')).toFixed(2)} (${seconds(ms('shipped'))} : ${seconds(ms('byHand'))})`,
    },
    {
      measure: 'slowest against fastest of them',
      atMost: '1.5',
      measured: `${spread('shipped')} (by hand ${spread('byHand')})`,
    },
  ];
}

async function together(server: BenchServer, side: Side): Promise<Together> {
  const startedMs = performance.now();
  const times = await Promise.all(
    Array.from({ length: RUNS }, async () => {
      await (await startRun(server, side, SMALL)).result();
      return performance.now() - startedMs;
    }),
  );
  return { ms: Math.max(...times), slowestToFastest: Math.max(...times) / Math.min(...times) };
}
