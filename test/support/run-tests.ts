import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { glob, stat } from 'node:fs/promises';
import { startTestServices } from './test-services.ts';

/**
 * `npm test`: starts one Temporal server and one n8n for the whole run, runs the tests, and stops both in every case.
 * `npm test -- test/spec` runs the tests of one folder, `npm test -- test/spec/lint.test.ts` those of one file.
 */
const ALL_TESTS = 'test';

/** Files at a time: one per core of a small machine. Two files that need n8n do not disturb each other. */
const CONCURRENCY = 2;

/** A test that hangs fails instead of holding up everything; far above what any test needs. */
const TEST_TIMEOUT_MS = 15 * 60_000;

async function main(): Promise<number> {
  const interrupted = listenForInterruption();
  const files = await testFiles(process.argv.slice(2));
  if (files.length === 0) throw new Error('No test file matches.');
  const services = await startTestServices((line) => console.log(line));
  try {
    return interrupted.aborted ? 130 : await runTests(files, services.env, interrupted);
  } finally {
    await services.stop();
  }
}

async function testFiles(filters: string[]): Promise<string[]> {
  const wanted = filters.length === 0 ? [ALL_TESTS] : filters;
  const found = new Set<string>();
  for (const path of wanted) {
    const isFolder = await stat(path).then(
      (stats) => stats.isDirectory(),
      () => false,
    );
    for await (const file of glob(isFolder ? `${path}/**/*.test.ts` : path)) found.add(file);
  }
  return [...found].toSorted();
}

async function runTests(files: string[], env: NodeJS.ProcessEnv, interrupted: AbortSignal): Promise<number> {
  const flags = [
    `--test-concurrency=${CONCURRENCY}`,
    `--test-timeout=${TEST_TIMEOUT_MS}`,
    '--test-reporter=spec',
  ];
  const child = spawn(process.execPath, ['--test', ...flags, ...files], { env, stdio: 'inherit' });
  // In a terminal Ctrl-C reaches the tests by itself; a signal to this process alone is passed on.
  interrupted.addEventListener('abort', () => child.kill('SIGTERM'));
  const [code] = await once(child, 'exit');
  return typeof code === 'number' ? code : 130;
}

/** From here on an interruption ends the tests, and this process only after it has stopped the services. */
function listenForInterruption(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => controller.abort());
  return controller.signal;
}

process.exitCode = await main();
