import { test } from 'node:test';
import { BUILT, UNDONE } from './journeys.ts';
import { killMatrix } from './kill-matrix.ts';

/** `npm run kill-matrix`: every boundary, not only the first of each kind. Too long for every `npm test`. */
for (const victim of ['worker', 'server', 'both'] as const) {
  test(`${victim} killed at every boundary of a run costs it nothing`, (context) =>
    killMatrix(context, { journeys: [BUILT, UNDONE], victims: [victim] }, (stops) => [...stops]));
}
