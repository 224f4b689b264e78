import assert from 'node:assert/strict';
import { test } from 'vitest';
import { notUnderstood, readDecision } from '../../src/run/decision-shape.ts';

const WHOLE = { checkpoint: 'go', digest: 'd', decision: 'continue', by: 'Ada' };

for (const field of ['checkpoint', 'digest', 'by', 'decision']) {
  test(`a decision without "${field}" is refused, and the field is named`, () => {
    for (const value of [undefined, '', '  ', 5]) {
      const read = readDecision({ ...WHOLE, [field]: value });
      assert.ok(!read.ok);
      assert.match(read.reason, new RegExp(`"${field}"`));
    }
  });
}

test('a note is kept, cut where it would fill the history', () => {
  const read = readDecision({ ...WHOLE, note: 'n'.repeat(5_000) });
  assert.ok(read.ok);
  assert.equal(read.decision.note?.length, 2_000);
  const blank = readDecision({ ...WHOLE, note: ' ' });
  assert.ok(blank.ok && !('note' in blank.decision));
});

test('only a number can be a new limit', () => {
  const limit = (stop_usd: unknown): unknown => {
    const read = readDecision({ ...WHOLE, modifications: { stop_usd } });
    assert.ok(read.ok);
    return read.decision.modifications?.stop_usd;
  };
  assert.equal(limit(12.5), 12.5);
  for (const no of ['12', Infinity, NaN, null]) assert.equal(limit(no), undefined);
  for (const modifications of [null, 'more', {}]) {
    const read = readDecision({ ...WHOLE, modifications });
    assert.ok(read.ok && read.decision.modifications === undefined);
  }
});

test('what is no object is refused', () => {
  for (const input of [null, undefined, 'continue', 5]) assert.equal(readDecision(input).ok, false);
});

test('what a decision says and nobody would look at is named', () => {
  for (const [fields, words] of [
    [{ modification: {} }, /no field "modification"/],
    [{ note: 5 }, /"note" must be a text/],
    [{ decision_id: 5 }, /"decision_id" must be a text/],
    [{ modifications: null }, /"modifications" must be an object/],
    [{ modifications: [] }, /"modifications" must be an object/],
    [{ modifications: { period: 'May' } }, /"period" can be modified here, only "stop_usd"/],
    [{ modifications: { stop_usd: 5, period: 'May' } }, /"period"/],
    [{ modifications: {} }, /"stop_usd" must be a number/],
    [{ modifications: { stop_usd: '5' } }, /"stop_usd" must be a number/],
    [{ modifications: { stop_usd: NaN } }, /"stop_usd" must be a number/],
  ] as const)
    assert.match(notUnderstood({ ...WHOLE, ...fields }) ?? '', words);
  for (const fields of [{}, { note: 'n', decision_id: 'x', modifications: { stop_usd: 5 } }])
    assert.equal(notUnderstood({ ...WHOLE, ...fields }), undefined);
});
