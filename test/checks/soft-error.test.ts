import assert from 'node:assert/strict';
import { test } from 'vitest';
import type { JsonValue } from '../../src/protocol/json.ts';
import { softError } from '../../src/checks/soft-error.ts';

test('an answer that says that it went wrong is an error, however it says so', () => {
  const errors: JsonValue[] = [
    { error: { code: 'TOKEN_EXPIRED' } },
    { error: 'the field "data" is missing' },
    { data: null, errors: [{ message: 'no such field' }] },
    { ok: false, error: 'channel_not_found' },
    { success: false },
    { status: 'error', message: 'no' },
    { Error: true },
    '{"error":"as text"}',
  ];
  for (const body of errors) assert.notEqual(softError(body), undefined, JSON.stringify(body));
  assert.equal(softError({ data: 1, errors: ['x'] })?.key, 'errors');
});

test('an answer that speaks of no error, or of errors that are data, is none', () => {
  const good: JsonValue[] = [
    { error: null, errors: [], ok: true, success: true, status: 'done' },
    { error: false, errors: {} },
    { error: '', errors: 0 },
    { data: { error: 'a column of that name' } },
    [{ error: 'one of many rows' }],
    { status: 'active' },
    'the word error in a text',
    '',
    null,
    7,
  ];
  for (const body of good) assert.equal(softError(body), undefined, JSON.stringify(body));
});
