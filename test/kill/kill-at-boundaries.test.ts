import { test } from 'node:test';
import type { Boundary } from './gate.ts';
import { killMatrix } from './kill-matrix.ts';
import type { Victim } from './disasters.ts';

/** `npm run kill-matrix` kills everything everywhere. */
const CHOSEN: Record<Victim, Boundary['place'][]> = {
  worker: ['before', 'storing', 'after'],
  server: ['before'],
  both: ['after'],
};

test('killed before or after any kind of activity, a worker, the server or both cost a run nothing: no object twice, no answered call repeated', (context) =>
  killMatrix(context, ['worker', 'server', 'both'], (boundaries, victim) =>
    firstOfEachKind(boundaries).filter(({ place }) => CHOSEN[victim].includes(place)),
  ));

function firstOfEachKind(boundaries: readonly Boundary[]): Boundary[] {
  const first = new Map<string, Boundary>();
  for (const boundary of boundaries) {
    const kind = `${boundary.place} ${boundary.activity}`;
    if (!first.has(kind)) first.set(kind, boundary);
  }
  return [...first.values()];
}
