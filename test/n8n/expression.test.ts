import assert from 'node:assert/strict';
import { runInThisContext } from 'node:vm';
import fc from 'fast-check';
import { test } from 'vitest';
import {
  bareSource,
  expression,
  jsonParameter,
  jsonSource,
  templateSource,
} from '../../src/n8n/document/expression.ts';
import type { JsonValue } from '../../src/protocol/json.ts';

/** What n8n would compute: the JavaScript with `$json` at hand. */
function evaluate(source: string, $json: JsonValue = {}): unknown {
  return runInThisContext(`($json) => (${source})`)($json);
}

/** n8n takes what stands between `={{` and the first `}}`. */
function sourceOfParameter(parameter: string): string {
  assert.ok(parameter.startsWith('={{') && parameter.endsWith('}}'));
  assert.equal(
    parameter.indexOf('}}'),
    parameter.length - 2,
    `n8n would end the expression early: ${parameter}`,
  );
  return parameter.slice(3, -2);
}

const plainJson = fc
  .jsonValue()
  // Text that begins with `=` is an expression; minus zero is no JSON.
  .filter((value) => !JSON.stringify(value).includes('"=') && !Object.is(value, -0))
  .map((value): JsonValue => JSON.parse(JSON.stringify(value)));

test('any JSON survives the way through an expression', () => {
  fc.assert(
    fc.property(plainJson, (value) => {
      const text = evaluate(sourceOfParameter(jsonParameter(value)));
      assert.deepEqual(JSON.parse(String(text)), value);
    }),
  );
});

test('an expression in a body keeps its type; within a text it becomes text', () => {
  const body = {
    id: '={{ $json.id }}',
    text: '=cart {{ $json.id }} of {{ $json.shop }}',
    list: ['={{ $json.id }}'],
  };
  const result = evaluate(jsonSource(body), { id: 7, shop: null });
  assert.deepEqual(result, { id: 7, text: 'cart 7 of ', list: [7] });
});

test('a template shows its texts as they are, braces and quotes included', () => {
  assert.equal(
    evaluate(templateSource('{"a": "b"} } {{ $json.n }} \\ `x` ${y}'), { n: 1 }),
    '{"a": "b"} } 1 \\ `x` ${y}',
  );
});

test('expressions are taken bare or in the form of n8n', () => {
  for (const text of ['$json.a', '={{ $json.a }}', '{{ $json.a }}'])
    assert.equal(bareSource(text), '$json.a');
  assert.equal(expression('{a:{b:1}}'), '={{ {a:{b:1} } }}');
});
