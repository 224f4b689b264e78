import assert from 'node:assert/strict';
import { test } from 'vitest';
import { pathObjection } from '../../src/spec/path-objection.ts';

const REFUSED: readonly [path: string, why: RegExp][] = [
  ['', /empty/],
  ['a\u0000b.md', /invisible or control/],
  ['a\u200Bb.md', /invisible or control/],
  ['cafe\u0301.md', /normal form C/],
  ['a\\b.md', /backslash/],
  ['C:score.mjs', /drive/],
  ['/etc/passwd', /not relative/],
  ['~/score.mjs', /not relative/],
  [`${'folder/'.repeat(40)}score.mjs`, /longer than 240 bytes/],
  [`${'ü'.repeat(101)}.mjs`, /part longer than 200 bytes/],
  ['a//score.mjs', /empty part/],
  ['./score.mjs', /leads out/],
  ['a/../../score.mjs', /leads out/],
  ['a./score.mjs', /dot or a space/],
  ['a /score.mjs', /dot or a space/],
  ['.git/score.mjs', /hidden/],
  ['NODE_MODULES/x/index.js', /node_modules/],
  ['con.mjs', /device/],
  ['a/LPT1/score.mjs', /device/],
  ['score.sh', /extension/],
  ['score', /extension/],
];

for (const [path, why] of REFUSED) {
  test(`not written: ${JSON.stringify(path.slice(0, 30))}, because it ${why.source}`, () => {
    assert.match(pathObjection(path) ?? 'it may be written', why);
  });
}

for (const path of [
  'score.mjs',
  'a/b/score.ts',
  'prompts/café.md',
  'data/console.json',
  `${'a'.repeat(196)}.mjs`,
]) {
  test(`may be written: ${path.slice(0, 30)}`, () => assert.equal(pathObjection(path), undefined));
}
