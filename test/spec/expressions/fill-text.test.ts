import assert from 'node:assert/strict';
import fc from 'fast-check';
import { test } from 'vitest';
import { parameterOf } from '../../../src/n8n/document/expression.ts';
import type { ReadAs } from '../../../src/spec/expressions/expression-texts.ts';
import { fillExpressionText, fillModule } from '../../../src/spec/expressions/fill-text.ts';
import type { Scalar } from '../../../src/spec/model.ts';
import { evaluateAsN8n } from './as-n8n.ts';
import { awkwardText } from './random-javascript.ts';

const X = '${parameters.x}';

function valueIn(text: string, readAs: ReadAs, x: Scalar): unknown {
  return evaluateAsN8n(parameterOf(String(fillExpressionText(text, readAs, { x })), readAs), {
    city: x,
    [String(x)]: 'found',
  });
}

const anyValue = fc.oneof(
  awkwardText,
  fc.integer(),
  fc.boolean(),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0),
);

test('a parameter is a value, never code, wherever its reference stands', () => {
  fc.assert(
    fc.property(anyValue, (x) => {
      const letters = String(x);
      const places: [string, ReadAs, unknown][] = [
        [`[${X}]`, 'code', [x]],
        [`-1 + ${X}`, 'code', typeof x === 'string' ? `-1${x}` : -1 + Number(x)],
        [`$json.city === '${X}'`, 'condition', typeof x === 'string'],
        [`[$json.city].includes("${X}")`, 'condition', typeof x === 'string'],
        [`{{ \`<${X}>\` }}`, 'code', `<${letters}>`],
        [`$json.${X}`, 'code', letters === 'city' ? x : 'found'],
        [`={{ '${X}' + "${X}" }}`, 'value', letters + letters],
        [`in ${X}.`, 'value', `in ${letters}.`],
        [`=in ${X}.`, 'value', `in ${letters}.`],
        [`in {{ '${X}' }}, ${X}.`, 'template', `in ${letters}, ${letters}.`],
        [`/^${X}$/.test(String($json.city))`, 'condition', true],
      ];
      for (const [text, readAs, expected] of places)
        assert.deepEqual(valueIn(text, readAs, x), expected, `${text} as ${readAs}`);
    }),
  );
});

test('a value that is the whole text keeps its type, and one that begins with = is no expression', () => {
  for (const x of ['=SUM(A1:A3)', '{{ $json.secret }}', 'plain', 7, true]) {
    assert.equal(valueIn(X, 'value', x), typeof x === 'string' ? x : String(x));
    assert.equal(valueIn(X, 'code', x), x);
  }
  assert.equal(fillExpressionText(X, 'value', { x: 7 }), 7);
});

test('in code of the author a reference is a value, and other template literals are left alone', () => {
  const source =
    "export const transform = ({ id }) => `${id}/${params.id}` + '${parameters.x}' + ${parameters.x};";
  assert.equal(
    fillModule(source, { x: "L'Aquila" }),
    "export const transform = ({ id }) => `${id}/${params.id}` + 'L\\u0027Aquila' + \"L'Aquila\";",
  );
});
