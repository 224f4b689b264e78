import assert from 'node:assert/strict';
import fc from 'fast-check';
import { test } from 'vitest';
import type { JsonValue } from '../../src/protocol/json.ts';
import { describeDifferences, findDifferences } from '../../src/checks/differences.ts';

/** Values as they arrive: always out of JSON text. */
const json = fc.json().map((text) => JSON.parse(text) as JsonValue);

test('a value differs from itself in nothing, and from its copy in another key order neither', () => {
  fc.assert(
    fc.property(json, (value) => {
      assert.deepEqual(findDifferences(value, value, 'exact'), []);
      assert.deepEqual(findDifferences(value, reversed(value), 'exact'), []);
    }),
  );
});

test('exact comparison agrees with node:assert', () => {
  fc.assert(
    fc.property(json, json, (expected, actual) => {
      const same = findDifferences(expected, actual, 'exact').length === 0;
      if (same) assert.deepEqual(actual, expected);
      else assert.notDeepEqual(actual, expected);
    }),
  );
});

test('a subset may have more keys, but no other values and no longer lists', () => {
  assert.deepEqual(findDifferences({ a: { b: 1 } }, { a: { b: 1, c: 2 }, d: 3 }, 'subset'), []);
  assert.equal(findDifferences({ a: 1 }, { a: 2, b: 1 }, 'subset').length, 1);
  assert.equal(findDifferences({ a: [1] }, { a: [1, 2] }, 'subset').length, 1);
  assert.equal(findDifferences({ a: null }, {}, 'subset').length, 1);
});

test('differences name the place, what was expected and what came', () => {
  const differences = findDifferences(
    { items: [{ price: 19.9 }] },
    { items: [{ price: '19.9' }], more: 1 },
    'exact',
  );
  assert.equal(
    describeDifferences(differences),
    '/items/0/price: expected 19.9, got "19.9"; /more: expected nothing, got 1',
  );
});

function reversed(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(reversed);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([key, item]) => [key, reversed(item)]),
  );
}
