import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { makeSpecification } from './make-specification.ts';
import { median, type Row } from './row.ts';

/** Runs of everything, of which the median counts; one more before them warms Node's cache of compiled code. */
const RUNS = Number(process.env['BENCH_RUNS'] ?? 9);
const MILLWRIGHT = join(import.meta.dirname, '..', 'bin', 'millwright');
const READ_AND_PLAN = join(import.meta.dirname, 'read-and-plan.ts');

/** What the command line costs, and what reading and planning a large specification costs. */
export async function commandLineRows(): Promise<Row[]> {
  const folder = await mkdtemp(join(tmpdir(), 'millwright-bench-'));
  try {
    const small = await writeSpecification(folder, 10);
    const large = await writeSpecification(folder, 2_000);
    const run = (...words: string[]): number => wallMs(MILLWRIGHT, ['--data', folder, ...words]);
    return [
      againstNode('`millwright --help` against `node -e 0`', '2.0', () => wallMs(MILLWRIGHT, ['--help'])),
      againstNode('`validate` of 10 tasks (YAML) against `node -e 0`', '6.0', () =>
        run('validate', small.yaml),
      ),
      inProcess('validate + plan of 2,000 tasks from JSON', '200 ms', large.json),
      inProcess('validate + plan of 2,000 tasks from YAML', '1,500 ms', large.yaml),
      milliseconds('the whole command `plan` of 2,000 tasks from JSON', '', () => run('plan', large.json)),
      milliseconds('the whole command `plan` of 2,000 tasks from YAML', '', () => run('plan', large.yaml)),
    ];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function writeSpecification(folder: string, size: number): Promise<{ json: string; yaml: string }> {
  const specification = makeSpecification(size);
  const files = { json: join(folder, `${size}.json`), yaml: join(folder, `${size}.yaml`) };
  await writeFile(files.json, JSON.stringify(specification));
  await writeFile(files.yaml, stringify(specification, { lineWidth: 120 }));
  return files;
}

/** Pairs in turn, so that both sides see the same machine. */
function againstNode(measure: string, atMost: string, command: () => number): Row {
  command();
  const pairs = repeat(() => ({ nodeMs: wallMs(process.execPath, ['-e', '0']), ms: command() }));
  const ratio = median(pairs.map(({ ms, nodeMs }) => ms / nodeMs));
  const [ms, nodeMs] = [median(pairs.map((pair) => pair.ms)), median(pairs.map((pair) => pair.nodeMs))];
  return { measure, atMost, measured: `${ratio.toFixed(1)} (${ms.toFixed(0)} ms, ${nodeMs.toFixed(0)} ms)` };
}

function inProcess(measure: string, atMost: string, file: string): Row {
  return milliseconds(measure, atMost, () => Number(outputOf(process.execPath, [READ_AND_PLAN, file])));
}

function milliseconds(measure: string, atMost: string, once: () => number): Row {
  once();
  return { measure, atMost, measured: `${median(repeat(once)).toFixed(0)} ms` };
}

function wallMs(program: string, words: string[]): number {
  const startedMs = performance.now();
  outputOf(program, words);
  return performance.now() - startedMs;
}

function outputOf(program: string, words: string[]): string {
  const { status, stdout, stderr } = spawnSync(program, words, { encoding: 'utf8', maxBuffer: 2 ** 26 });
  if (status !== 0) throw new Error(`${program} ${words.join(' ')} ended with ${status}: ${stderr}`);
  return stdout;
}

function repeat<Value>(once: () => Value): Value[] {
  return Array.from({ length: RUNS }, once);
}
