import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Touch } from '../../src/protocol/owner.ts';
import { isTouching, wayBack, withTouch } from '../../src/run/touches.ts';

/** Changes in order: the runs that each was for. The restore point names the state before the change. */
const changes = fc.array(fc.uniqueArray(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 3 }), {
  maxLength: 20,
});

test('a run goes back only over changes that are all its own, and then to before its first', () => {
  fc.assert(
    fc.property(changes, fc.constantFrom('a', 'b', 'c'), (made, run) => {
      let touches: Touch[] = [];
      for (const [index, runs] of made.entries()) {
        const isNoted = runs.length === 1 && !isTouching(touches, runs);
        touches = withTouch(touches, runs, isNoted ? `before-${index}` : undefined);
      }
      const first = made.findIndex((runs) => runs.includes(run));
      const isAlone = first !== -1 && made.slice(first).every((runs) => runs.length === 1 && runs[0] === run);
      const way = wayBack(touches, run);
      assert.equal(way.possible, isAlone);
      if (way.possible) assert.equal(way.restorePoint, `before-${first}`);
    }),
  );
});
