import assert from 'node:assert/strict';
import { test } from 'vitest';
import { whyCodeReaches, withoutCodeFromText } from '../../src/checks/code-reach.ts';
import type { N8nNode } from '../../src/n8n/client/wire.ts';
import type { JsonObject } from '../../src/protocol/json.ts';
import { codeNode } from '../../src/spec/code/code-node.ts';

function code(parameters: JsonObject): N8nNode {
  return { id: '1', name: 'Code', type: 'n8n-nodes-base.code', typeVersion: 2, position: [0, 0], parameters };
}
const SOURCE =
  'export async function transform(input) { return [input, typeof helpers, typeof Math.random]; }';
const accepted = (uses: string[]): string => codeNode({ source: SOURCE, uses }, 'body.order', 't');
const plain = codeNode(
  { source: 'export function transform(input) { return { input }; }', uses: [] },
  undefined,
  't',
);

const QUIET: Record<string, string> = {
  'accepted code': plain,
  'accepted code with names that reach nothing': codeNode(
    { source: 'export function transform(input) { return [$now, input]; }', uses: ['$now'] },
    'body',
    't',
  ),
  'code of a person':
    'const rows = $input.all();\nfor (const row of rows) row.json.n = row.json[`a`];\nreturn rows;',
  'code that waits':
    'await new Promise((done) => setTimeout(done, 1)); return [{ json: { at: $now, d: new Date() } }];',
  'the word helpers':
    "const o = { helpers: 1 }; return [{ json: { text: 'helpers', own: o.helpers } }]; // helpers",
  'a class': 'class A { n = 1; get() { return this.n; } } return { json: { n: new A().get() } };',
};
const REACHING: Record<string, [string, RegExp]> = {
  'accepted code that may make requests': [
    accepted(['helpers.httpRequest', 'Math']),
    /^may use helpers\.httpRequest$/,
  ],
  'accepted code that was changed': [plain.replace('{ input }', 'helpers'), /more than its data/],
  'a guard that was changed': [
    plain.replace('copy($json)', 'copy($json); helpers.httpRequest({})'),
    /more than/,
  ],
  'a guard that was taken out': [plain.replace('delete globalThis.eval;', ''), /more than/],
  'a grant that was added': [
    plain.replace('\nfunction load', '\n// It may use, of n8n: helpers\nfunction load'),
    /more than/,
  ],
  helpers: ['return helpers.httpRequest({});', /`helpers`/],
  'the global object': ["return globalThis['hel' + 'pers'];", /`globalThis`/],
  this: ['return this.helpers;', /`this`/],
  'a constructor': ["return (() => {}).constructor('return 1')();", /constructor/],
  eval: ["return eval('1');", /`eval`/],
  'a module': ["return require('http');", /`require`/],
  'an import': ["return import('node:http');", /import/],
  'a with': ['with ($json) { return helpers; }', /with|helpers/],
  'a comment of a script': ['let a = 1 <!-- helpers\nreturn helpers;', /`helpers`/],
  'no code': ['return {', /cannot be read/],
};

for (const [what, jsCode] of Object.entries(QUIET))
  test(`a check runs ${what}`, () => assert.equal(whyCodeReaches(code({ jsCode })), undefined));
for (const [what, [jsCode, why]] of Object.entries(REACHING))
  test(`a check does not run ${what}`, () => assert.match(whyCodeReaches(code({ jsCode })) ?? '', why));

test('a check does not run code in another language', () => {
  assert.match(whyCodeReaches(code({ language: 'pythonNative', pythonCode: 'return []' })) ?? '', /language/);
});

test('in the copy that a check runs, code of people cannot make code from text; accepted code stays as it is', () => {
  assert.deepEqual(withoutCodeFromText(code({ jsCode: plain })), code({ jsCode: plain }));
  const { parameters } = withoutCodeFromText(code({ jsCode: 'return [];' }));
  assert.match(JSON.stringify(parameters['jsCode']), /delete prototype\.constructor.*\\nreturn \[\];"$/);
});
