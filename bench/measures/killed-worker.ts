import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { BenchWorker } from '../bench-worker.ts';
import { seconds, type Row } from '../row.ts';
import { startRun, timeRun } from '../run.ts';
import type { BenchServer } from '../server.ts';
import type { WorkloadKey } from '../workload.ts';

const KEY: WorkloadKey = { size: 200, handler: '50 ms', result: '256 B' };

/** The worker is killed when half of the tasks have ended, and started again at once. */
export async function killedWorker(server: BenchServer): Promise<Row[]> {
  const notes = join(server.folder, 'notes');
  writeFileSync(notes, '');
  const first = await BenchWorker.start('shipped', server.address, server.folder, notes);
  await timeRun(server, 'shipped', KEY);
  const { ms: idealMs } = await timeRun(server, 'shipped', KEY);
  writeFileSync(notes, '');
  const startedMs = performance.now();
  const handle = await startRun(server, 'shipped', KEY);
  while (ended(notes).length < KEY.size / 2) await pause(2);
  await first.kill();
  const inFlight = started(notes).length - ended(notes).length;
  const second = await BenchWorker.start('shipped', server.address, server.folder, notes);
  await handle.result();
  const overMs = performance.now() - startedMs - idealMs;
  await second.kill();
  const done = ended(notes);
  const lost = KEY.size - new Set(done).size;
  const redone = done.length - new Set(done).size;
  return [
    {
      measure:
        'worker killed in the middle of 200 × 50 ms: lost; finished but done again; time over the ideal',
      atMost: '0; those in flight; 5 s',
      measured: `${lost}; ${redone} of ${inFlight} in flight; ${seconds(overMs)}`,
    },
  ];
}

function ended(file: string): string[] {
  return tasksOf(file, 'ended ');
}

function started(file: string): string[] {
  return tasksOf(file, 'started ');
}

function tasksOf(file: string, word: string): string[] {
  const lines = readFileSync(file, 'utf8').split('\n');
  return lines.filter((line) => line.startsWith(word)).map((line) => line.slice(word.length));
}
