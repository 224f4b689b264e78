import { ensureTemporalBinary } from '../src/services/temporal-binary.ts';

/**
 * `npm run random-runs -- 2000`: plays that many random runs on real Temporal servers and replays every history that they made.
 * It ends with an error that names each history that does not replay.
 */
process.env['MILLWRIGHT_TEST_TEMPORAL_BINARY'] = await ensureTemporalBinary(process.env, console.log);
const { playRandomRuns } = await import('../test/workflows/random-runs.ts');
const count = Number(process.argv[2] ?? 2_000);
const beganMs = Date.now();
const ends = await playRandomRuns(count);
const seconds = Math.round((Date.now() - beganMs) / 1_000);
console.log(`${count} random runs replay, after ${seconds} s. How they ended: ${JSON.stringify(ends)}`);
