import assert from 'node:assert/strict';
import fc from 'fast-check';
import { test } from 'vitest';
import {
  expression,
  jsonParameter,
  jsonSource,
  parameterOf,
  parameterValue,
  sourceOf,
} from '../../src/n8n/document/expression.ts';
import type { JsonValue } from '../../src/protocol/json.ts';
import { literalText } from '../../src/spec/expressions/text-source.ts';
import { evaluate, evaluateAsN8n, shown } from '../spec/expressions/as-n8n.ts';
import { awkwardText, ITEM, randomExpression } from '../spec/expressions/random-javascript.ts';

const plainJson = fc
  .jsonValue()
  // Text that begins with `=` is an expression; minus zero is no JSON.
  .filter((value) => !JSON.stringify(value).includes('"=') && !Object.is(value, -0))
  .map((value): JsonValue => JSON.parse(JSON.stringify(value)));

const json = (value: unknown): string | undefined => JSON.stringify(value);

test('any JSON survives the way through an expression', () => {
  fc.assert(
    fc.property(plainJson, (value) => {
      const text = evaluateAsN8n(jsonParameter(value), {});
      assert.deepEqual(JSON.parse(String(text)), value);
    }),
  );
});

test('an expression means in n8n what it means in JavaScript, in every place that takes one', () => {
  fc.assert(
    fc.property(randomExpression, (code) => {
      const plain = evaluate(code, ITEM);
      const places: Record<string, () => unknown> = {
        bare: () => evaluateAsN8n(parameterOf(code, 'code'), ITEM),
        braced: () => evaluateAsN8n(parameterOf(`{{ ${code} }}`, 'code'), ITEM),
        value: () => evaluateAsN8n(parameterOf(`={{ ${code} }}`, 'value'), ITEM),
        lineBreakBehind: () => evaluateAsN8n(parameterOf(`={{${code}}}\n`, 'value'), ITEM),
        body: () => JSON.parse(String(evaluateAsN8n(jsonParameter({ a: `={{ ${code} }}` }), ITEM)))['a'],
        condition: () => evaluateAsN8n(expression(`[${sourceOf(code, 'condition')}]`), ITEM),
      };
      const expected: Record<string, unknown> = {
        body: JSON.parse(json({ a: plain }) ?? '{}')['a'],
        condition: [plain],
      };
      for (const [place, value] of Object.entries(places))
        assert.equal(json(value()), json(place in expected ? expected[place] : plain), place);
    }),
    { numRuns: 300 },
  );
});

test('a text with expressions in it shows its own letters as they are, and the values of the expressions', () => {
  const letters = fc.string({ unit: fc.constantFrom('a', '"', "'", '}', ' ', '`', '$', '/') });
  fc.assert(
    fc.property(letters, randomExpression, letters, (before, code, after) => {
      const text = `${before}|{{ ${code} }}|${after}`;
      const expected = `${before}|${shown(evaluate(code, ITEM))}|${after}`;
      assert.equal(evaluateAsN8n(parameterOf(text, 'template'), ITEM), expected);
      assert.equal(evaluateAsN8n(expression(sourceOf(text, 'template')), ITEM), expected);
    }),
  );
});

test('a text that is no expression stays what it is, also when it begins like one', () => {
  fc.assert(fc.property(awkwardText, (text) => assert.equal(evaluateAsN8n(literalText(text), {}), text)));
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

test('a name that reaches into prototypes is a name like any other', () => {
  const value: JsonValue = JSON.parse('{"__proto__": {"a": 1}, "constructor": "={{ 2 }}"}');
  const text = evaluateAsN8n(jsonParameter(value), {});
  assert.equal(text, '{"__proto__":{"a":1},"constructor":2}');
});

test('what n8n reads as it was meant stands as it was written', () => {
  for (const text of [
    '={{$json.a}}',
    '={{ $json.a }}',
    '={{ $json["a b"] }} and {{ 1 }}',
    '=no code',
    'text',
  ])
    assert.equal(parameterValue(text), text);
  for (const text of ['$json.a', '={{ $json.a }}', '{{ $json.a }}'])
    assert.equal(parameterOf(text, 'code'), '={{ $json.a }}');
  assert.equal(expression('{a:{b:1}}'), '={{ {a:{b:1} } }}');
});
