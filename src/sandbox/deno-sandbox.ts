import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withCleanUp } from '../clean-up.ts';
import type { SandboxJob, SandboxResult } from '../protocol/activities.ts';
import { denoCommand, findDeno, hasDataLimit } from './deno-command.ts';
import { SANDBOX_LIMITS } from './limits.ts';
import { readResult } from './read-result.ts';
import { runLimited, type LimitedRun } from './run-limited.ts';
import type { Sandbox, SandboxProbe } from './sandbox.ts';

const PROBE_GOOD = 'export function transform(input) { return { doubled: input.number * 2 }; }';
const PROBE_ESCAPE = `const fs = await import('node:fs');
export function transform(path) { return fs.readFileSync(path, 'utf8').length; }`;

/**
 * The embedded sandbox: one Deno process per job, started with nothing allowed but reading its own fresh folder.
 *
 * @param options.denoPath Executable to use instead of the installed one.
 */
export function createDenoSandbox(options: { denoPath?: string } = {}): Sandbox {
  const deno = options.denoPath ?? findDeno();
  const run = async (job: SandboxJob): Promise<SandboxResult> => {
    if (!deno) return { outcome: 'unavailable', reason: missingDeno() };
    const tooLarge = findTooLarge(job);
    return tooLarge ? { outcome: 'failed', reason: tooLarge } : runInFreshFolder(deno, job);
  };
  return { run, probe: () => probe(run) };
}

async function runInFreshFolder(deno: string, job: SandboxJob): Promise<SandboxResult> {
  // Deno compares resolved paths, and the temporary folder is a symbolic link on macOS.
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'millwright-sandbox-')));
  return withCleanUp(
    () => runIn(folder, deno, job),
    () => rm(folder, { recursive: true, force: true }),
  );
}

async function runIn(folder: string, deno: string, job: SandboxJob): Promise<SandboxResult> {
  const folders = { module: join(folder, 'module'), cache: join(folder, 'cache') };
  await mkdir(folders.module);
  await mkdir(folders.cache);
  await writeFile(join(folders.module, 'transform.mjs'), job.source, { flag: 'wx' });
  const nonce = randomBytes(16).toString('hex');
  const startedAt = performance.now();
  const ended = await runLimited(denoCommand(deno, folders), JSON.stringify({ nonce, inputs: job.inputs }), {
    timeoutMs: Math.min(job.timeoutMs, SANDBOX_LIMITS.timeoutMs),
    outputBytes: SANDBOX_LIMITS.outputBytes,
  });
  const durationMs = Math.round(performance.now() - startedAt);
  // Paths differ from run to run, and texts go into repair prompts and failure signatures.
  const withoutPaths = (text: string): string =>
    text.replaceAll(`file://${folders.module}/`, '').replaceAll(folder, '');
  return toResult(ended, { nonce, count: job.inputs.length, withoutPaths }, durationMs);
}

function toResult(
  run: LimitedRun,
  expected: { nonce: string; count: number; withoutPaths: (text: string) => string },
  durationMs: number,
): SandboxResult {
  switch (run.ended) {
    case 'not_started':
      return { outcome: 'unavailable', reason: `The sandbox could not be started: ${run.reason}` };
    case 'timeout':
      return { outcome: 'failed', reason: 'The code ran longer than its time limit and was stopped.' };
    case 'output_limit':
      return { outcome: 'failed', reason: 'The code produced more output than is allowed and was stopped.' };
    case 'exit': {
      if (run.exitCode !== 0 && /out of memory|Allocation failed/.test(run.stderr)) {
        return { outcome: 'failed', reason: 'The code used more memory than is allowed and was stopped.' };
      }
      const result = readResult(expected.withoutPaths(run.stdout), expected);
      return result.ok
        ? { outcome: 'ran', outputs: result.outputs, durationMs }
        : { outcome: 'failed', reason: result.reason };
    }
  }
}

function findTooLarge(job: SandboxJob): string | undefined {
  if (Buffer.byteLength(job.source) > SANDBOX_LIMITS.sourceBytes) {
    return `The code is larger than ${SANDBOX_LIMITS.sourceBytes} bytes.`;
  }
  if (Buffer.byteLength(JSON.stringify(job.inputs)) > SANDBOX_LIMITS.inputBytes) {
    return `The inputs are larger than ${SANDBOX_LIMITS.inputBytes} bytes together.`;
  }
  return undefined;
}

async function probe(run: Sandbox['run']): Promise<SandboxProbe> {
  const timeoutMs = SANDBOX_LIMITS.timeoutMs;
  const good = await run({ language: 'javascript', source: PROBE_GOOD, inputs: [{ number: 21 }], timeoutMs });
  if (good.outcome !== 'ran') return { available: false, reason: good.reason };
  if (JSON.stringify(good.outputs) !== '[{"ok":true,"value":{"doubled":42}}]') {
    return {
      available: false,
      reason: 'The sandbox gave a wrong result for a module that is known to be good.',
    };
  }
  const path = process.execPath;
  const escape = await run({ language: 'javascript', source: PROBE_ESCAPE, inputs: [path], timeoutMs });
  if (escape.outcome === 'ran' && escape.outputs.some((output) => output.ok)) {
    return { available: false, reason: 'The sandbox let a module read a file outside its folder.' };
  }
  const memory = hasDataLimit() ? 'all memory limited' : 'JavaScript heap limited, array buffers not';
  return { available: true, description: `Deno without network, environment or files; ${memory}.` };
}

function missingDeno(): string {
  return `The npm package deno has no executable for ${process.platform} on ${process.arch}.`;
}
