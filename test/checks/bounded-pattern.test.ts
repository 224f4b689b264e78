import assert from 'node:assert/strict';
import { test } from 'vitest';
import { matchPattern } from '../../src/checks/bounded-pattern.ts';

test('a pattern matches as in JavaScript', () => {
  assert.equal(matchPattern('"data"', '{"data":[]}'), 'match');
  assert.equal(matchPattern('^data', '{"data":[]}'), 'no_match');
});

test('a pattern that backtracks without end is stopped, and a broken one gives no answer', () => {
  assert.equal(matchPattern('^(a+)+$', `${'a'.repeat(40)}!`), 'no_answer');
  assert.equal(matchPattern('(', 'text'), 'no_answer');
});
