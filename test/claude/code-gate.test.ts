import assert from 'node:assert/strict';
import { test } from 'vitest';
import { findCodeObjection } from '../../src/claude/code-gate.ts';

const FINE = [
  'export function transform(input) { return input; }',
  'const LIMIT = 3;\nfunction help(x) { return x + LIMIT; }\nexport function transform({ total }) { return help(total); }',
  'class Money { constructor() { this.kind = new.target.name; } }\nexport function transform(input) { return new Money().kind; }',
  "export function transform(input) { return { require: 1, text: 'import fs' }; }",
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
  ["export function transform(input) { return require('fs'); }", /require/],
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
