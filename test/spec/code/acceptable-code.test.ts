import assert from 'node:assert/strict';
import { test } from 'vitest';
import { findCodeObjection } from '../../../src/spec/code/acceptable-code.ts';
import { ESCAPES, escapingModule, SAME_IN_N8N, TELLING } from './escapes.ts';

const FINE = [
  'export function transform(input) { return input; }',
  'const LIMIT = 3;\nfunction help(x) { return x + LIMIT; }\nexport function transform({ total }) { return help(total); }',
  'class Money { constructor() { this.kind = new.target.name; } }\nexport function transform(input) { return new Money().kind; }',
  "export function transform(input) { return { require: 1, text: 'import fs' }; }",
  "export function transform(input) { return { html: '<!-- x -->', template: `<!-- ${input} -->` }; } // -->",
  'export function transform(input) { const { helpers } = { helpers: input }; return helpers; }',
  'const helpers = { constructor: 1, this: 2 };\nexport function transform(input) { return helpers; }',
  'export function transform(input) { return new Date(input.at).toISOString() + Math.round(input.n) + typeof undefined; }',
];

const REFUSED: [source: string, because: RegExp][] = [
  ['', /only export/],
  ['function transform(input) { return input; }', /only export/],
  ['export default function transform(input) { return input; }', /only export/],
  ['export const transform = (input) => input;', /only export/],
  ['export function transform(input) { return input; }\nexport const more = 1;', /only export/],
  ["export * from 'node:fs';", /only export/],
  ['export function convert(input) { return input; }', /named transform, not convert/],
  ['export async function transform(input) { return input; }', /async/],
  ['export function* transform(input) { yield input; }', /generator/],
  ['export function transform() { return 1; }', /exactly one parameter/],
  ["import fs from 'node:fs';\nexport function transform(input) { return fs; }", /not import/],
  ["export function transform(input) { return import('node:fs'); }", /not import/],
  [
    'export function transform(input) { const helper = { load: () => [import(input)] }; return helper; }',
    /not import/,
  ],
  ['export function transform(input) { return import.meta.url; }', /import\.meta/],
  [
    "export function transform(input) { return require('fs'); }",
    /line 1, column 43: `require` is declared nowhere/,
  ],
  ['#!/bin/node\nexport function transform(input) { return input; }', /does not parse/],
  [
    'export function transform(input) { let n = 1; while (n --> 0); return n; }',
    /line 1, column 56: `<!--` and/,
  ],
  [
    'export function transform(input) {\n  return console.log(input), fetch(input);\n}',
    /line 2, column 10: `console`.*; line 2, column 30: `fetch`/,
  ],
  ['await 1;\nexport function transform(input) { return input; }', /no await/],
  ['export function transform(input) { return ; ) }', /does not parse.*\(1:/],
  [
    `export function transform(input) { return ${'['.repeat(15_000)}${']'.repeat(15_000)}; }`,
    /nested too deeply/,
  ],
  [`export function transform(input) { return '${'x'.repeat(40_000)}'; }`, /larger than/],
];

for (const source of FINE)
  test(`taken: ${source.slice(0, 60)}`, () => assert.equal(findCodeObjection(source), undefined));
for (const [source, because] of REFUSED) {
  test(`refused (${because.source}): ${source.slice(0, 60)}`, () =>
    assert.match(findCodeObjection(source) ?? 'taken', because));
}

for (const [name, escape] of Object.entries(ESCAPES)) {
  test(`${name} ${escape.refused ? 'is refused' : 'is taken, because it cannot be seen'}`, () => {
    const objection = findCodeObjection(escapingModule(escape)) ?? 'taken';
    assert.match(objection, escape.refused ?? /^taken$/);
  });
}

for (const [name, source] of Object.entries(SAME_IN_N8N))
  test(`taken: ${name}`, () => assert.equal(findCodeObjection(source), undefined));

for (const [how, source] of Object.entries(TELLING)) {
  test(`code that tells what it doubles, ${how}, is refused with its places`, () => {
    const objection = findCodeObjection(source('http://127.0.0.1:1')) ?? 'taken';
    assert.match(
      objection,
      /^line [23], column .*`(helpers|\$execution)` is declared nowhere.*; line [34], column /,
    );
  });
}

test('what is still to be done is refused, unless it is allowed', () => {
  const source = 'export function transform(input) {\n  // TODO: discounts\n  return input;\n}';
  assert.match(findCodeObjection(source) ?? 'taken', /^line 2, column 3: .*TODO/);
  assert.equal(findCodeObjection(source, { uses: [], allowsStubs: true }), undefined);
  assert.equal(
    findCodeObjection('export function transform(input) { return { state: "TODO" }; }'),
    undefined,
  );
});

test('what the author grants may be used and waited for, and nothing else', () => {
  const source =
    'export async function transform(input) { return await helpers.httpRequest({ url: input.url }); }';
  assert.match(findCodeObjection(source) ?? 'taken', /async/);
  assert.equal(findCodeObjection(source, { uses: ['helpers.httpRequest'] }), undefined);
  assert.match(findCodeObjection(source, { uses: ['$execution'] }) ?? 'taken', /`helpers`/);
  const clock = 'export function transform(input) { return [Date.now(), new Date(), input]; }';
  assert.match(findCodeObjection(clock) ?? 'taken', /the same for the same input/);
  assert.equal(findCodeObjection(clock, { uses: ['Date'] }), undefined);
});
