import assert from 'node:assert/strict';
import fc from 'fast-check';
import { test } from 'vitest';
import type { Touch } from '../../src/protocol/owner.ts';
import { isTouching, restorePointOf, wayBack, withTouch } from '../../src/run/touches.ts';

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

test('what a run found is what was noted before its first change, if that was its own alone', () => {
  const few = fc.array(fc.uniqueArray(fc.constantFrom('a', 'b', 'c'), { minLength: 1 }), { maxLength: 10 });
  fc.assert(
    fc.property(few, fc.constantFrom('a', 'b', 'c'), (made, run) => {
      let touches: Touch[] = [];
      for (const [index, runs] of made.entries()) {
        const isNoted = runs.length === 1 && !isTouching(touches, runs);
        touches = withTouch(touches, runs, isNoted ? `before-${index}` : undefined);
      }
      const first = made.findIndex((runs) => runs.includes(run));
      const expected = made[first]?.length === 1 ? `before-${first}` : undefined;
      assert.equal(restorePointOf(touches, run), expected);
    }),
  );
});
