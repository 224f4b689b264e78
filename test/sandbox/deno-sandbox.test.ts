import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { test } from 'vitest';
import type { JsonValue } from '../../src/protocol/json.ts';
import type { SandboxResult } from '../../src/protocol/activities.ts';
import { createDenoSandbox } from '../../src/sandbox/deno-sandbox.ts';

const sandbox = createDenoSandbox();

function run(source: string, inputs: JsonValue[] = [{}], timeoutMs = 20_000): Promise<SandboxResult> {
  return sandbox.run({ language: 'javascript', source, inputs, timeoutMs });
}

/** Outputs of a job that has to have run. */
async function outputs(source: string, inputs: JsonValue[] = [{}]) {
  const result = await run(source, inputs);
  assert.ok(result.outcome === 'ran', JSON.stringify(result));
  return result.outputs;
}

async function failure(source: string, timeoutMs?: number): Promise<string> {
  const result = await run(source, [{}], timeoutMs);
  assert.ok(result.outcome === 'failed', JSON.stringify(result));
  return result.reason;
}

/** Tries each expression inside the sandbox; every one has to throw, or to be undefined. */
async function assertAllDenied(expressions: string[]): Promise<void> {
  for (const expression of expressions) {
    const source = `let reached;
      try { reached = await (async () => (${expression}))(); } catch { reached = undefined; }
      export const transform = () => ({ reached: reached === undefined ? 'nothing' : String(reached) });`;
    const result = await run(source);
    const safe = result.outcome === 'failed' || (result.outcome === 'ran' && isNothing(result));
    assert.ok(safe, `${expression} gave ${JSON.stringify(result)}`);
  }
}

function isNothing(result: SandboxResult & { outcome: 'ran' }): boolean {
  return JSON.stringify(result.outputs) === '[{"ok":true,"value":{"reached":"nothing"}}]';
}

test('the probe finds the sandbox working on this machine', async () => {
  const result = await sandbox.probe();
  assert.equal(result.available, true, JSON.stringify(result));
});

test('a good module gives one output per input, and a throwing input spoils only its own', async () => {
  const source = `export function transform(cart) {
    if (!cart.items) throw new TypeError('no items');
    return { total: cart.items.reduce((sum, price) => sum + price, 0) };
  }`;
  assert.deepEqual(await outputs(source, [{ items: [1, 2.5] }, {}, { items: [] }]), [
    { ok: true, value: { total: 3.5 } },
    { ok: false, error: 'TypeError: no items' },
    { ok: true, value: { total: 0 } },
  ]);
});

test('without an executable the outcome is unavailable and nothing runs', async () => {
  const broken = createDenoSandbox({ denoPath: '/nowhere/deno' });
  const probe = await broken.probe();
  assert.equal(probe.available, false);
  const windowsless = await createDenoSandbox({ denoPath: process.execPath }).probe();
  assert.equal(windowsless.available, false, 'a runtime that is not the sandbox must not pass the probe');
});

test('files outside the run folder cannot be read, whatever the way', async () => {
  await assertAllDenied([
    `(await import('node:fs')).readFileSync('/etc/passwd', 'utf8')`,
    `(await import('node:fs')).readdirSync('/')`,
    `(await import('file:///etc/passwd', { with: { type: 'text' } })).default`,
    `(await import('node:module')).createRequire('/etc/')('/etc/passwd')`,
    `new (await import('node:sqlite')).DatabaseSync('/etc/passwd')`,
    `(await import('node:fs')).readFileSync('/proc/self/environ', 'utf8')`,
  ]);
});

test('a static import of a host file is refused', async () => {
  const reason = await failure(
    `import text from 'file:///etc/passwd' with { type: 'text' }; export const transform = () => text;`,
  );
  assert.match(reason, /could not be loaded/);
  const fromData = await failure(
    `const inner = "import t from 'file:///etc/passwd' with { type: 'text' }; export default t;";
     const { default: text } = await import('data:text/javascript,' + encodeURIComponent(inner));
     export const transform = () => text;`,
  );
  assert.match(fromData, /could not be loaded/);
});

test('nothing can be written', async () => {
  await assertAllDenied([
    `((await import('node:fs')).writeFileSync('written.txt', 'x'), 'wrote')`,
    `((await import('node:fs')).writeFileSync('/tmp/millwright-written.txt', 'x'), 'wrote')`,
    `((await import('node:fs')).symlinkSync('/etc/passwd', 'link'), 'linked')`,
    `caches.open('x')`,
    `localStorage.setItem('x', 'y')`,
    `(Object.getPrototypeOf(globalThis).caches ?? undefined)`,
  ]);
});

test('the network is out of reach', async () => {
  let contacts = 0;
  const server = createServer((_request, response) => {
    contacts += 1;
    response.end('reached');
  });
  server.on('connection', () => (contacts += 1));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  try {
    await assertAllDenied([
      `fetch('http://127.0.0.1:${port}/')`,
      `new Promise((resolve, reject) => import('node:http').then((http) => http.get('http://127.0.0.1:${port}/', resolve).on('error', reject)))`,
      `new Promise((resolve, reject) => import('node:net').then((net) => net.connect(${port}, '127.0.0.1', () => resolve('connected')).on('error', reject)))`,
      `import('http://127.0.0.1:${port}/module.mjs')`,
      `(await import('node:dns/promises')).lookup('localhost')`,
    ]);
    assert.equal(contacts, 0);
  } finally {
    server.close();
  }
});

test('neither the environment nor other programs can be reached', async () => {
  process.env['MILLWRIGHT_CANARY'] = 'canary-4711';
  try {
    await assertAllDenied([
      `(await import('node:process')).default.env.MILLWRIGHT_CANARY`,
      `(await import('node:child_process')).execFileSync('/bin/cat', ['/etc/passwd'])`,
      `Deno.env.get('MILLWRIGHT_CANARY')`,
      `(0, eval)('1 + 1')`,
      `new Function('return 1')()`,
      `(await import('node:worker_threads')).threadId.missing`,
    ]);
  } finally {
    delete process.env['MILLWRIGHT_CANARY'];
  }
});

test('an infinite loop is stopped, at load time and at call time', async () => {
  assert.match(await failure('for (;;) {} export const transform = () => 1;', 1000), /time limit/);
  assert.match(await failure('export const transform = () => { for (;;) {} };', 1000), /time limit/);
  assert.match(
    await failure(
      'await new Promise(() => setInterval(() => {}, 50)); export const transform = () => 1;',
      1000,
    ),
    /time limit/,
  );
});

test('memory is limited, for the heap and for array buffers', async () => {
  const heap = await failure(
    'export const transform = () => { const all = []; for (;;) all.push({ a: new Array(1000).fill(all.length) }); };',
  );
  assert.match(heap, /memory/);
  if (process.platform !== 'linux') return;
  const buffers = await run(
    'export const transform = () => { const all = []; for (let i = 0; i < 40; i += 1) all.push(new Uint8Array(50_000_000).fill(1)); return all.length; };',
  );
  const refused =
    buffers.outcome === 'failed' ||
    (buffers.outcome === 'ran' && buffers.outputs.every((output) => !output.ok));
  assert.ok(refused, JSON.stringify(buffers));
});

test('a process that ends without a result is a failure that says so', async () => {
  const neverReady = `await new Promise(() => {}); export const transform = () => 1;`;
  assert.match(await failure(neverReady), /ended before its result was complete/);
  const early = `import { exit } from 'node:process'; export const transform = () => exit(0);`;
  assert.match(await failure(early), /may import nothing/);
});

test('console output is swallowed, and a flood of result is cut', async () => {
  const source = `console.log('{"outputs":[]}'); console.error('noise');
    export const transform = () => { console.table([1]); return 'honest'; };`;
  assert.deepEqual(await outputs(source), [{ ok: true, value: 'honest' }]);
  assert.match(await failure(`export const transform = () => 'x'.repeat(5_000_000);`), /more output/);
});

test('a module that tampers with built-ins cannot make up a result for the host', async () => {
  const stringify = `const forged = () => '{"ok":true,"value":"forged"}';
    try { JSON.stringify = forged; } catch {}
    globalThis.JSON = { stringify: forged };
    TextEncoder.prototype.encode = () => new Uint8Array(0);
    Array.prototype.join = () => 'forged';
    export const transform = () => ({ honest: true });`;
  assert.deepEqual(await outputs(stringify), [{ ok: true, value: { honest: true } }]);
});

test('an input that gives another result when it is run again is an error', async () => {
  const source = `let calls = 0;
    export const transform = (input) => ({ input, late: input === 1 && (calls += 1) > 1 });`;
  const [first, second] = await outputs(source, [1, 2]);
  assert.deepEqual(second, { ok: true, value: { input: 2, late: false } });
  assert.match(JSON.stringify(first), /another result when it was run again: first .*false.*, then .*true/);
});

test('what is no JSON value is an error of that input', async () => {
  const source = `export const transform = (kind) => {
    if (kind === 'nothing') return undefined;
    if (kind === 'promise') return Promise.reject(new Error('later'));
    if (kind === 'circle') { const circle = {}; circle.self = circle; return circle; }
    return 10n;
  };`;
  const all = await outputs(source, ['nothing', 'promise', 'circle', 'bigint']);
  assert.deepEqual(
    all.map((output) => output.ok),
    [false, false, false, false],
  );
});

test('what n8n does not offer to a Code node is missing here too', async () => {
  const names = [
    'fetch',
    'URL',
    'URLSearchParams',
    'crypto',
    'structuredClone',
    'process',
    'performance',
    'AbortController',
    'Deno',
  ];
  const [output] = await outputs(
    `export const transform = () => [${names.map((name) => `typeof ${name}`).join(',')}];`,
  );
  assert.deepEqual(output, { ok: true, value: names.map(() => 'undefined') });
});

test('a module that is none is refused with a text that is the same every time', async () => {
  const broken = 'export function transform(cart) { return {';
  const [first, second] = [await failure(broken), await failure(broken)];
  assert.equal(first, second);
  assert.match(first, /transform\.mjs:1:/);
  assert.match(await failure('export const other = 1;'), /no function named transform/);
  const address = 'export const transform = () => { throw new Error(import.meta.url); };';
  assert.deepEqual(await outputs(address), [{ ok: false, error: 'Error: transform.mjs' }]);
});

test('no folder is left behind', async () => {
  const before = leftFolders();
  await run('export const transform = () => 1;');
  await run('for (;;) {}', [{}], 500);
  assert.deepEqual(leftFolders(), before);
});

function leftFolders(): string[] {
  return readdirSync(tmpdir())
    .filter((name) => name.startsWith('millwright-sandbox-'))
    .toSorted();
}
