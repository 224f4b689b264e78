import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { test } from 'vitest';

const SANDBOX = new URL('../../src/sandbox/deno-sandbox.ts', import.meta.url).href;

/** Far below the time limit of a job, which nobody watches over any more once the worker is dead. */
const GONE_WITHIN_MS = 15_000;

for (const [what, body] of Object.entries({
  'loops for ever': 'for (;;) {}',
  'waits for ever': 'return new Promise((resolve) => setTimeout(resolve, 1e9));',
})) {
  test(`a killed worker takes the code that it runs with it: code that ${what}`, async () => {
    const worker = spawn(process.execPath, ['--input-type=module', '-e', programThatRuns(body)], {
      stdio: 'inherit',
    });
    const code = await childOf(worker.pid ?? 0);
    worker.kill('SIGKILL');
    await once(worker, 'exit');
    for (let waitedMs = 0; (await isAlive(code)) && waitedMs < GONE_WITHIN_MS; waitedMs += 50)
      await pause(50);
    const goesOn = await isAlive(code);
    if (goesOn) process.kill(code, 'SIGKILL');
    assert.equal(goesOn, false, 'the code goes on after its worker was killed');
  });
}

/** Stands for the sandbox worker: it runs one job and nothing else. */
function programThatRuns(body: string): string {
  const job = {
    language: 'javascript',
    source: `export function transform() { ${body} }`,
    inputs: [{}],
    timeoutMs: 30_000,
  };
  return `const { createDenoSandbox } = await import(${JSON.stringify(SANDBOX)});
    await createDenoSandbox().run(${JSON.stringify(job)});`;
}

/** The Deno process, once it is one: the programs that set its limits become it. */
async function childOf(parent: number): Promise<number> {
  for (let waitedMs = 0; waitedMs < GONE_WITHIN_MS; waitedMs += 50) {
    for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
      const [command, owner] = (await statusOf(Number(pid))) ?? [];
      if (owner === parent && command === 'deno') return Number(pid);
    }
    await pause(50);
  }
  throw new Error('The worker started no code.');
}

async function isAlive(pid: number): Promise<boolean> {
  const [, , state] = (await statusOf(pid)) ?? [];
  return state !== undefined && state !== 'Z';
}

/** Name, parent and state of a process (Linux). */
async function statusOf(pid: number): Promise<[string, number, string] | undefined> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => undefined);
  const field = (name: string): string =>
    new RegExp(`^${name}:\\s*(\\S+)`, 'm').exec(status ?? '')?.[1] ?? '';
  return status === undefined ? undefined : [field('Name'), Number(field('PPid')), field('State')];
}
