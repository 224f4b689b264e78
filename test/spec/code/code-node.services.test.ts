import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { test } from 'vitest';
import type { JsonValue } from '../../../src/protocol/json.ts';
import { createDenoSandbox } from '../../../src/sandbox/deno-sandbox.ts';
import { withHarness } from '../../../src/n8n/live/harness.ts';
import type { WorkflowDocument } from '../../../src/n8n/client/wire.ts';
import { codeNode, guardedNode, sandboxModule } from '../../../src/spec/code/code-node.ts';
import { STANDARD_NAMES } from '../../../src/spec/code/standard-names.ts';
import { loggedInClient, node, uniqueName, webhookNode } from '../../n8n/instance.ts';
import { ESCAPES, escapingModule, SAME_IN_N8N, TELLING } from './escapes.ts';

const INPUTS = [{ n: 1 }, { n: 2 }];

/** Code nodes, each for the same two items, in one execution: what each gave, by its name. */
async function runCodeNodes(codes: Record<string, string>): Promise<Record<string, JsonValue[]>> {
  const nodes = Object.entries(codes).map(([name, jsCode]) => ({
    ...node(name, 'code', 2, { mode: 'runOnceForEachItem', jsCode }, 400),
    onError: 'continueRegularOutput',
  }));
  const items = JSON.stringify(INPUTS.map((json) => ({ json })));
  const to = (names: string[]) => ({ main: [names.map((name) => ({ node: name, type: 'main', index: 0 }))] });
  const document: WorkflowDocument = {
    name: uniqueName('code nodes'),
    nodes: [webhookNode('code'), node('Items', 'code', 2, { jsCode: `return ${items};` }, 200), ...nodes],
    connections: { Hook: to(['Items']), Items: to(Object.keys(codes)) },
    settings: { executionOrder: 'v1' },
  };
  return withHarness(await loggedInClient(), document, async (harness) => {
    await harness.call({ method: 'POST', path: 'code', body: {} });
    const execution = await harness.waitForExecution(undefined, ['success']);
    return Object.fromEntries(
      Object.keys(codes).map((name) => [name, execution.nodes[name]?.[0]?.outputs[0] ?? []]),
    );
  });
}

/** As `codeNode` puts it in, had it been accepted. */
const script = (module: string): string => module.replace('export function', 'function');

const GUARDED = Object.entries(ESCAPES).map(([name, escape]) => [
  `guarded: ${name}`,
  guardedNode({ source: script(escapingModule(escape)), uses: [] }, undefined, 'code'),
]);
const OPEN = Object.entries(ESCAPES).map(([name, escape]) => [
  `open: ${name}`,
  `${script(escapingModule(escape))}\nreturn { json: transform($json) };`,
]);
const SAME = Object.entries(SAME_IN_N8N).map(([name, source]) => [
  `same: ${name}`,
  codeNode({ source, uses: [] }, undefined, 'code'),
]);
/** What is left to code that got hold of the global object all the same. */
const LEFT = guardedNode(
  {
    source: 'function transform() { return { names: Object.getOwnPropertyNames(globalThis) }; }',
    uses: ['globalThis'],
  },
  undefined,
  'code',
);
const GRANTED = guardedNode(
  {
    source:
      'function transform() { return { granted: typeof helpers.httpRequest, only: Object.keys(helpers), not: typeof $execution }; }',
    uses: ['helpers.httpRequest'],
  },
  undefined,
  'code',
);

/** Nodes that tell a listener what they got: within the guard, and without it. */
function telling(urls: { guarded: string; open: string }): string[][] {
  return Object.entries(TELLING).flatMap(([how, source]) => [
    [`quiet: ${how}`, guardedNode({ source: script(source(urls.guarded)), uses: [] }, undefined, 'code')],
    [`telling: ${how}`, `${script(source(urls.open))}\nreturn { json: transform($json) };`],
  ]);
}

async function listen(told: string[]): Promise<{ url: string; close: () => void }> {
  const server = createServer((request, response) => {
    told.push(request.url ?? '');
    response.end('{}');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return { url: `http://127.0.0.1:${address.port}`, close: () => server.close() };
}

test('what accepted code can do in n8n is what it can do in the sandbox', async () => {
  const told: string[] = [];
  const listener = await listen(told);
  const urls = { guarded: `${listener.url}/guarded`, open: `${listener.url}/open` };
  const seen = await runCodeNodes({
    ...Object.fromEntries([...telling(urls), ...GUARDED, ...OPEN, ...SAME]),
    left: LEFT,
    granted: GRANTED,
  });
  listener.close();
  const found = (kind: string): string[] =>
    Object.keys(ESCAPES).filter((name) => JSON.stringify(seen[`${kind}: ${name}`]).includes('true'));
  const those = (flag: 'onlyRefused' | 'closedAnyway', is: boolean): string[] =>
    Object.entries(ESCAPES).flatMap(([name, escape]) => ((escape[flag] === true) === is ? [name] : []));

  assert.deepEqual(found('guarded'), those('onlyRefused', true), 'ways out that the guard leaves open');
  assert.deepEqual(found('open'), those('closedAnyway', false), 'ways out of a Code node without the guard');
  for (const [name, source] of Object.entries(SAME_IN_N8N)) {
    assertSame(seen[`same: ${name}`] ?? [], await inSandbox(source), name);
  }
  for (const how of Object.keys(TELLING)) assert.deepEqual(seen[`quiet: ${how}`], [{ n: 2 }, { n: 4 }], how);
  assert.deepEqual(
    told.filter((path) => path.startsWith('/guarded')),
    [],
  );
  assert.ok(
    told.some((path) => path.startsWith('/open/helpers')) &&
      told.some((path) => path.startsWith('/open/global')),
    'without the guard they tell',
  );
  const [left] = seen['left'] ?? [];
  const names = left !== null && typeof left === 'object' && !Array.isArray(left) ? left['names'] : undefined;
  assert.ok(Array.isArray(names));
  assert.deepEqual(
    [...STANDARD_NAMES].filter((name) => !names.includes(name)),
    [],
    'names that code may use and n8n has not',
  );
  assert.deepEqual(
    names.filter(
      (name) => typeof name === 'string' && /^\$|helpers|require|process|eval|^set|^item/.test(name),
    ),
    [],
  );
  assert.deepEqual(
    seen['granted'],
    INPUTS.map(() => ({ granted: 'function', only: ['httpRequest'], not: 'undefined' })),
  );
});

/** n8n makes an item of what was thrown: without its kind, with its line. */
function assertSame(inN8n: JsonValue[], sandboxed: JsonValue[], name: string): void {
  const error = /"error":"(?:\w+Error: |Thrown: )?(.*?)(?: \[line \d+\])?"/;
  const told = (values: JsonValue[]): string =>
    JSON.stringify(values).replaceAll(new RegExp(error, 'g'), '"error":"$1"');
  assert.equal(told(inN8n), told(sandboxed), name);
}

async function inSandbox(source: string): Promise<JsonValue[]> {
  const module = sandboxModule({ source, uses: [] });
  const result = await createDenoSandbox().run({
    language: 'javascript',
    source: module,
    inputs: INPUTS,
    timeoutMs: 10_000,
  });
  if (result.outcome !== 'ran') throw new Error(result.reason);
  return result.outputs.map((output) => (output.ok ? output.value : { error: output.error }));
}
