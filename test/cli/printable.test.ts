import assert from 'node:assert/strict';
import { styleText } from 'node:util';
import fc from 'fast-check';
import { test } from 'vitest';
import { printable, printableJson } from '../../src/cli/printable.ts';

test('a terminal obeys nothing of what is shown, but our own styles stay', () => {
  const styled = `${styleText('red', 'wrong', { validateStream: false })}: ${styleText(['bold', 'dim'], 'here', { validateStream: false })}`;
  assert.equal(printable(styled), styled);
  assert.equal(printable('T\u001b]0;taken\u0007\u001b[2J\u202e.\u009b1m\t\n'), 'T␛]0;taken␇␛[2J�.�1m\t\n');
  assert.equal(printable('\u001b[8mhidden\u001b[0m'), '␛[8mhidden\u001b[0m');
});

test('whatever a text holds, no control character but tab and line break comes out, outside of a style', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom('\u001b', '[', '8', '31', 'm', '\u0007', '\u009b', '\n', 'a') }),
      (text) => {
        // oxlint-disable-next-line no-control-regex
        const left = printable(text).replaceAll(/\u001b\[\d{1,3}m/g, '');
        // oxlint-disable-next-line no-control-regex
        assert.doesNotMatch(left, /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/);
      },
    ),
  );
});

test('JSON for programs means the same', () => {
  fc.assert(
    fc.property(fc.json(), (text) =>
      assert.deepEqual(JSON.parse(printableJson(JSON.parse(text))), JSON.parse(text)),
    ),
  );
  assert.equal(printableJson('\u202e\u009b'), '"\\u202e\\u009b"');
});
