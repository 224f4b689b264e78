import { test } from 'node:test';
import type { Victim } from './disasters.ts';
import { BUILT, UNDONE } from './journeys.ts';
import { killMatrix, type Stop } from './kill-matrix.ts';

/** `npm run kill-matrix` kills everything everywhere. */
const CHOSEN: Record<Victim, Stop['place'][]> = {
  worker: ['before', 'storing', 'after'],
  server: ['before'],
  both: ['after'],
};

test('killed before or after any kind of activity, a worker, the server or both cost a run nothing: no object twice, no answered call repeated', (context) =>
  killMatrix(context, { journeys: [BUILT, UNDONE], victims: ['worker', 'server', 'both'] }, (stops, victim) =>
    firstOfEachKind(stops).filter(({ place }) => CHOSEN[victim].includes(place)),
  ));

function firstOfEachKind(stops: readonly Stop[]): Stop[] {
  const first = new Map<string, Stop>();
  for (const stop of stops) {
    const kind = `${stop.place} ${stop.activity}`;
    if (!first.has(kind)) first.set(kind, stop);
  }
  return [...first.values()];
}
