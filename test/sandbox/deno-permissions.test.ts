import assert from 'node:assert/strict';
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, test } from 'vitest';
import { denoCommand, findDeno } from '../../src/sandbox/deno-command.ts';
import { runLimited } from '../../src/sandbox/run-limited.ts';

// The harness hides most ways out. These tests leave it away: what holds then is what Deno's permissions enforce alone.

let folder = '';
beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'millwright-permissions-')));
  await mkdir(join(folder, 'module'));
  await mkdir(join(folder, 'cache'));
  await writeFile(join(folder, 'bare.mjs'), 'await import(Deno.args[0]);');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function attack(source: string) {
  const deno = findDeno();
  assert.ok(deno, 'npm has installed no deno for this machine');
  await writeFile(join(folder, 'module', 'transform.mjs'), source);
  const command = denoCommand(deno, { module: join(folder, 'module'), cache: join(folder, 'cache') });
  const bare = command.arguments.map((text) =>
    text.endsWith('harness.mjs') ? join(folder, 'bare.mjs') : text,
  );
  return runLimited({ ...command, arguments: bare }, '', { timeoutMs: 10_000, outputBytes: 1_000_000 });
}

async function assertDenied(expression: string): Promise<void> {
  const run = await attack(`console.log('started'); console.log('REACHED ' + (await (${expression})));`);
  assert.ok(run.ended === 'exit', JSON.stringify(run));
  assert.match(run.stdout, /started/);
  assert.doesNotMatch(run.stdout, /REACHED/, expression);
  assert.notEqual(run.exitCode, 0, expression);
}

test('an allowed expression is reached, so that the tests below can fail', async () => {
  const run = await attack(
    `console.log('REACHED ' + (await Deno.readTextFile(new URL(import.meta.url))).length);`,
  );
  assert.ok(run.ended === 'exit');
  assert.match(run.stdout, /REACHED \d+/, run.stderr);
});

for (const [what, expression] of Object.entries({
  'reading a host file': `Deno.readTextFile('/etc/passwd')`,
  'reading through node:fs': `import('node:fs').then((fs) => fs.readFileSync('/etc/passwd'))`,
  'importing a host file as text': `import('file:///etc/' + 'passwd', { with: { type: 'text' } })`,
  'a static import inside a data module': `import('data:text/javascript,' + encodeURIComponent("import t from 'file:///etc/passwd' with { type: 'text' }; export default t"))`,
  'requiring a host file': `import('node:module').then((m) => m.createRequire('/etc/')('/etc/passwd'))`,
  'a database outside': `import('node:sqlite').then((s) => new s.DatabaseSync('/tmp/millwright-escape.db'))`,
  'the environment': `Promise.resolve(Deno.env.toObject()).then(JSON.stringify)`,
  'the environment of this process': `Deno.readTextFile('/proc/self/environ')`,
  'starting a program': `new Deno.Command('/bin/true').output()`,
  'writing a file': `Deno.writeTextFile('written.txt', 'x')`,
  'a link to a host file': `Deno.symlink('/etc/passwd', 'link')`,
  'ending another process': `Promise.resolve(Deno.kill(1, 'SIGTERM'))`,
  'system information': `Promise.resolve(Deno.hostname())`,
  'looking up a name': `Deno.resolveDns('localhost', 'A')`,
  'a package': `import('npm:left-pad')`,
  'code from strings': `Promise.resolve(new Function('return 1')())`,
})) {
  test(`denied by permission: ${what}`, () => assertDenied(expression));
}

test('denied by permission: connecting to a local server', async () => {
  let connections = 0;
  const server = createServer((_request, response) => response.end());
  server.on('connection', () => (connections += 1));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  assert.ok(address !== null && typeof address === 'object');
  await assertDenied(`fetch('http://127.0.0.1:${address.port}/')`);
  await assertDenied(`Deno.connect({ hostname: '127.0.0.1', port: ${address.port} })`);
  server.close();
  assert.equal(connections, 0);
});

test('a flood of printed text is cut', async () => {
  const run = await attack(`const text = 'x'.repeat(100_000); for (;;) console.log(text);`);
  assert.equal(run.ended, 'output_limit');
});
