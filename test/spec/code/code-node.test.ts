import assert from 'node:assert/strict';
import { createContext, runInContext } from 'node:vm';
import { test } from 'vitest';
import type { JsonValue } from '../../../src/protocol/json.ts';
import { createDenoSandbox } from '../../../src/sandbox/deno-sandbox.ts';
import { codeNode, guardedModule, sandboxModule } from '../../../src/spec/code/code-node.ts';
import { ESCAPES, escapingModule } from './escapes.ts';

/** Runs it as a Code node does: the body of an async function, beside n8n's names, in a world of its own. */
async function run(code: string, names: Record<string, unknown>): Promise<unknown> {
  const result: unknown = await runInContext(`(async function () {${code}\n})()`, createContext(names));
  return JSON.parse(JSON.stringify(result));
}

async function inSandbox(source: string, input: JsonValue): Promise<unknown> {
  const job = { language: 'javascript' as const, source, inputs: [input], timeoutMs: 10_000 };
  const result = await createDenoSandbox().run(job);
  return result.outcome === 'ran' ? result.outputs[0] : result;
}

const FORMS = {
  'a function':
    'export function transform(input) { return { n: twice(input.n) }; }\nconst twice = (n) => 2 * n;',
  'a text that looks like an export':
    'export function transform({ n }) { const text = "export function import("; return { n: n * 2, ...(text ? {} : {}) }; }',
  'a comment that has no end of line':
    'export/* so */function transform({ n }) { return { n: 2 * n }; } // done',
};

for (const [form, source] of Object.entries(FORMS)) {
  test(`${form} is put into a Code node and gives the same`, async () => {
    const code = codeNode({ source, uses: [] }, undefined, 't');
    assert.deepEqual(await run(code, { $json: { n: 21 } }), { json: { n: 42 } });
  });
}

test('the input path picks the part of the item', async () => {
  const source = 'export function transform(input) { return { got: input }; }';
  const code = codeNode({ source, uses: [] }, 'body.first-part', 't');
  assert.deepEqual(await run(code, { $json: { body: { 'first-part': 1 } } }), { json: { got: 1 } });
});

test('code that is not acceptable is not written', () => {
  assert.throws(
    () => codeNode({ source: 'export function transform(input) { return $json; }', uses: [] }, '', 't'),
    { code: 'code_rejected', message: /`\$json` is declared nowhere/ },
  );
});

test('what goes in and out is a copy: nothing of one side is run by the other', async () => {
  const source =
    'export function transform(input) { input.list.push(9); return { ...input, then(resolve) { resolve("taken"); } }; }';
  const $json = { list: [1] };
  const code = codeNode({ source, uses: [] }, undefined, 't');
  assert.deepEqual(await run(code, { $json }), { json: { list: [1, 9] } });
  assert.deepEqual($json, { list: [1] });
});

test('what is granted comes alone, is waited for, and is not there when samples are run', async () => {
  const code = {
    source:
      'export async function transform(input) { return { got: await helpers.httpRequest(input), all: Object.keys(helpers) }; }',
    uses: ['helpers.httpRequest'],
  };
  const helpers = { httpRequest: async (input: unknown) => [input], request: () => 'no' };
  assert.deepEqual(await run(codeNode(code, 'n', 't'), { helpers, $json: { n: 1 } }), {
    json: { got: [1], all: ['httpRequest'] },
  });
  assert.deepEqual(await inSandbox(sandboxModule(code), { n: 1 }), {
    ok: false,
    error: 'Error: helpers.httpRequest is not there when samples are run.',
  });
});

const NOT_FROM_SAMPLES = {
  'a Promise': ['return Promise.resolve(input);', /returned a Promise|Promise/],
  'a changed input': ['input.n = 2; return input;', /changed its input/],
  'a replaced built-in': [
    "Object['define' + 'Property'](input, 'n', { value: 2 }); return { plain: Object['getPrototype' + 'Of'](input) === Object.prototype, n: input.n };",
    /"plain":false,"n":1/,
  ],
} as const;

for (const [what, [body, seen]] of Object.entries(NOT_FROM_SAMPLES)) {
  test(`the sandbox shows ${what}`, async () => {
    const source = guardedModule({ source: `function transform(input) { ${body} }`, uses: ['Promise'] });
    assert.match(JSON.stringify(await inSandbox(source, { n: 1 })), seen);
  });
}

for (const [name, escape] of Object.entries(ESCAPES).filter(([, { refused }]) => refused === undefined)) {
  test(`in the sandbox no way out: ${name}`, async () => {
    const output = await inSandbox(sandboxModule({ source: escapingModule(escape), uses: [] }), { n: 1 });
    assert.deepEqual(output, { ok: true, value: { escaped: false } });
  });
}
