import assert from 'node:assert/strict';
import { runInThisContext } from 'node:vm';
import { test } from 'vitest';
import { inlineCode } from '../../src/n8n/compile/fragments/inline-code.ts';

/** Runs it as a Code node does: the body of an async function with `$json`. */
async function run(code: string, $json: unknown): Promise<unknown> {
  return runInThisContext(`async ($json) => {${code}\n}`)($json);
}

const FORMS = {
  'a function':
    'export function transform(input) { return { n: twice(input.n) }; }\nconst twice = (n) => 2 * n;',
  'an async function': 'export async function transform(input) { return { n: 2 * input.n }; }',
  'a constant': 'const FACTOR = 2;\nexport const transform = ({ n }) => ({ n: n * FACTOR });',
  'an export at the end': 'function transform({ n }) { return { n: n * 2 }; }\nexport { transform };',
  'a helper that is exported too':
    'export const factor = 2;\nexport function transform({ n }) { return { n: n * factor }; }',
  'a text that looks like an export':
    'export function transform({ n }) { const text = "export function import("; return { n: n * 2, ...(text ? {} : {}) }; }',
};

for (const [form, source] of Object.entries(FORMS)) {
  test(`${form} is put into a Code node and gives the same`, async () => {
    assert.deepEqual(await run(inlineCode(source, undefined, 't'), { n: 21 }), { json: { n: 42 } });
  });
}

test('the input path picks the part of the item', async () => {
  const code = inlineCode('export const transform = (input) => ({ got: input });', 'body.first-part', 't');
  assert.deepEqual(await run(code, { body: { 'first-part': 1 } }), { json: { got: 1 } });
});

const REFUSED: [string, RegExp][] = [
  ['import x from "y"; export function transform() {}', /imports other modules/],
  ['export function transform() { return import("node:fs"); }', /imports other modules/],
  ['export function transform() { return import.meta.url; }', /imports other modules/],
  ['export * from "x"; export function transform() {}', /imports other modules/],
  ['export { transform } from "x";', /imports other modules/],
  ['export default function transform() {}', /default export/],
  ['function other() {} export { other as transform };', /renames other/],
  ['export function convert() {}', /no function named transform/],
  ['export function transform( {', /no valid JavaScript/],
];

for (const [source, words] of REFUSED) {
  test(`refused: ${source}`, () => {
    assert.throws(
      () => inlineCode(source, undefined, 't'),
      (error: Error) => {
        assert.match(error.message, words);
        return 'code' in error && error.code === 'code_rejected';
      },
    );
  });
}
