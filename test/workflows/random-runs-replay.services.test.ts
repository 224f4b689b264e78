import assert from 'node:assert/strict';
import { test } from 'vitest';
import { playRandomRuns } from './random-runs.ts';

const RUNS = 200;

test(`${RUNS} random runs of all kinds of tasks replay from their histories, whatever ended first`, async () => {
  const ends = await playRandomRuns(RUNS);
  assert.deepEqual(Object.keys(ends).toSorted(), ['CANCELLED', 'COMPLETED', 'FAILED']);
});
