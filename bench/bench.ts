import { withBench, type Bench, type Measured } from './bench-server.ts';
import { makeWorkload, type Handler, type Workload } from './workload.ts';

/**
 * `npm run bench`: the shipped run workflow against one written by hand for the same graph, in interleaved pairs on the
 * same server. Prints medians; asserts nothing. `npm run bench -- 200` measures one size only.
 */
const PAIRS = Number(process.env['BENCH_PAIRS'] ?? 5);
const CASES: [size: number, handler: Handler][] = [
  [20, 'no-op'],
  [200, 'no-op'],
  [200, '50 ms'],
  [200, 'unequal'],
  [2_000, 'no-op'],
  [2_000, '50 ms'],
];

const only = process.argv[2] === undefined ? undefined : Number(process.argv[2]);

await withBench(async (bench) => {
  await bench.shipped(makeWorkload(20, 'no-op'));
  await bench.byHand(makeWorkload(20, 'no-op'));
  console.log(
    '| workload | by hand ms | shipped ms | ratio | critical path ms | events/task by hand | events/task shipped | CPU ratio |',
  );
  console.log('|---|--:|--:|--:|--:|--:|--:|--:|');
  for (const [size, handler] of CASES.filter((each) => only === undefined || each[0] === only)) {
    console.log(row(makeWorkload(size, handler), await measurePairs(bench, makeWorkload(size, handler))));
  }
});

async function measurePairs(
  bench: Bench,
  workload: Workload,
): Promise<{ byHand: Measured[]; shipped: Measured[] }> {
  const byHand: Measured[] = [];
  const shipped: Measured[] = [];
  for (let pair = 0; pair < PAIRS; pair += 1) {
    byHand.push(await bench.byHand(workload));
    shipped.push(await bench.shipped(workload));
  }
  return { byHand, shipped };
}

function row(workload: Workload, { byHand, shipped }: { byHand: Measured[]; shipped: Measured[] }): string {
  const size = workload.tasks.length;
  const handMs = median(byHand.map(({ ms }) => ms));
  const shippedMs = median(shipped.map(({ ms }) => ms));
  const cells = [
    workload.name,
    handMs.toFixed(0),
    shippedMs.toFixed(0),
    (shippedMs / handMs).toFixed(2),
    workload.criticalPathMs.toFixed(0),
    (median(byHand.map(({ events }) => events)) / size).toFixed(2),
    (median(shipped.map(({ events }) => events)) / size).toFixed(2),
    (median(shipped.map(({ cpuMs }) => cpuMs)) / median(byHand.map(({ cpuMs }) => cpuMs))).toFixed(2),
  ];
  return `| ${cells.join(' | ')} |`;
}

function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
