import assert from 'node:assert/strict';
import { test } from 'vitest';
import { readResult } from '../../src/sandbox/read-result.ts';

const expected = { nonce: 'b1946ac9', count: 1 };
const honest = '\nb1946ac9{"outputs":[{"ok":true,"value":1}]}\n';

test('only the line that begins with the nonce is the result', () => {
  const forged = '{"outputs":[{"ok":true,"value":"forged"}]}\nx b1946ac9{"outputs":[]}';
  assert.deepEqual(readResult(forged + honest, expected), { ok: true, outputs: [{ ok: true, value: 1 }] });
});

test('without that line the run failed', () => {
  const result = readResult('{"outputs":[{"ok":true,"value":"forged"}]}\n', expected);
  assert.equal(result.ok, false);
});

test('two such lines, a wrong number of outputs and broken JSON are failures', () => {
  assert.equal(readResult(honest + honest, expected).ok, false);
  assert.equal(readResult(honest, { ...expected, count: 2 }).ok, false);
  assert.equal(readResult('b1946ac9{"outputs":[{"ok":true}]}', expected).ok, false);
  assert.equal(readResult('b1946ac9{"outputs":[', expected).ok, false);
});
