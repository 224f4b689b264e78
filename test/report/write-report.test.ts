import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative, sep } from 'node:path';
import fc from 'fast-check';
import { afterAll, test } from 'vitest';
import { writeReport as writeReportActivity } from '../../src/activities/write-report.ts';
import type { ArtifactStore } from '../../src/artifacts/artifact-store.ts';
import { MillwrightError } from '../../src/errors.ts';
import { implementationOutputFileSchema } from '../../src/report/output-schema.ts';
import { OUTPUT_FILE, REPORT_FILE, reportFolder } from '../../src/report/write-report.ts';
import type { ReportResult, RunView } from '../../src/protocol/run.ts';
import * as example from './abandoned-cart-view.ts';

const scratch = await mkdtemp(join(tmpdir(), 'millwright-report-'));
afterAll(() => rm(scratch, { recursive: true }));

function writeReport(
  { secrets = [], ...place }: { artifacts: ArtifactStore; runsFolder: string; secrets?: string[] },
  view: RunView,
): Promise<ReportResult> {
  return writeReportActivity({ ...place, secrets: () => secrets }, { view, planHash: '' });
}

/** A store in memory with the contract of the real one. */
function memoryStore(): ArtifactStore & { texts: Map<string, string> } {
  const texts = new Map<string, string>();
  const names = new Map<string, string>();
  const putText = async (text: string): Promise<string> => {
    const hash = sha256(text);
    texts.set(hash, text);
    return hash;
  };
  const getText = async (hash: string): Promise<string> => {
    const text = texts.get(hash);
    if (text === undefined) throw new MillwrightError('artifact_missing', `No artifact ${hash}.`);
    return text;
  };
  return {
    texts,
    putText,
    putJson: (value) => putText(JSON.stringify(value)),
    getText,
    getJson: async (hash) => JSON.parse(await getText(hash)),
    has: async (hash) => texts.has(hash),
    setName: async (name, hash, options) => {
      if (options?.onlyIfAbsent && names.has(name)) return false;
      names.set(name, hash);
      return true;
    },
    getName: async (name) => names.get(name),
    listNames: async (prefix) => [...names.keys()].filter((name) => name.startsWith(`${prefix}/`)).toSorted(),
  };
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

test('the code that the inventory names is in the workspace, and nothing that is not there is made up', async () => {
  const artifacts = memoryStore();
  const code = 'export function transform(input) { return input; }\n';
  const codeHash = await artifacts.putText(code);
  const view = {
    ...example.completedView,
    runId: 'with-code',
    tasks: example.completedView.tasks.map((task) => ({ ...task, ...(task.codeHash && { codeHash }) })),
  };
  const { folder } = await writeReport({ artifacts, runsFolder: scratch }, view);
  const { implementation_output: output } = implementationOutputFileSchema.parse(
    JSON.parse(await readFile(join(folder, OUTPUT_FILE), 'utf8')),
  );
  const files = output.artifacts.code_files.map(({ path }) => path);
  assert.ok(files.length > 0);
  for (const path of files) assert.equal(await readFile(join(folder, 'workspace', path), 'utf8'), code);
  const lost = {
    ...view,
    runId: 'lost',
    tasks: view.tasks.map((task) => ({ ...task, ...(task.codeHash && { codeHash: 'f'.repeat(64) }) })),
  };
  const without = await writeReport({ artifacts, runsFolder: scratch }, lost);
  assert.deepEqual((await readdir(without.folder)).toSorted(), [OUTPUT_FILE, REPORT_FILE].toSorted());
});

test('every ending gives both files, and the hashes are those of the files', async () => {
  const endings = [
    example.completedView,
    example.withErrorsView,
    example.failedView,
    example.abortedView,
    example.blockedView,
  ];
  for (const view of endings) {
    const artifacts = memoryStore();
    const result = await writeReport({ artifacts, runsFolder: join(scratch, view.status) }, view);
    assert.deepEqual((await readdir(result.folder)).toSorted(), [REPORT_FILE, OUTPUT_FILE].toSorted());
    const json = await readFile(join(result.folder, OUTPUT_FILE), 'utf8');
    const markdown = await readFile(join(result.folder, REPORT_FILE), 'utf8');
    const { implementation_output: output } = implementationOutputFileSchema.parse(JSON.parse(json));
    assert.equal(output.millwright.run_status, view.status);
    assert.equal(sha256(json), result.outputHash);
    assert.equal(sha256(markdown), result.reportHash);
    assert.deepEqual(
      [artifacts.texts.get(result.outputHash), artifacts.texts.get(result.reportHash)],
      [json, markdown],
    );
  }
});

test('the same view twice gives the same bytes, also for a run that has not ended', async () => {
  for (const view of [example.completedView, example.waitingView]) {
    const place = { artifacts: memoryStore(), runsFolder: join(scratch, 'twice') };
    const first = await writeReport(place, view);
    await writeFile(join(first.folder, REPORT_FILE), 'half a rep');
    const second = await writeReport(
      { artifacts: memoryStore(), runsFolder: join(scratch, 'twice') },
      structuredClone(view),
    );
    assert.deepEqual(second, first);
    assert.equal(sha256(await readFile(join(first.folder, REPORT_FILE), 'utf8')), first.reportHash);
  }
});

test('the stored specification makes the inventory complete', async () => {
  const artifacts = memoryStore();
  const specificationHash = await artifacts.putJson({
    implementation: {
      task_summary: [
        {
          task_id: 'normalise-cart',
          n8n_instructions: { node: { node_name: 'Normalise cart' }, more_nodes: [], connections: [] },
        },
      ],
    },
  });
  const { folder } = await writeReport(
    { artifacts, runsFolder: join(scratch, 'inventory') },
    { ...example.completedView, specificationHash },
  );
  const markdown = await readFile(join(folder, REPORT_FILE), 'utf8');
  assert.match(markdown, /\| node \| Normalise cart \| recovery \| normalise-cart \| yes \|/);
});

test('no id leads out of the folder of runs, and no two ids share a folder', () => {
  const hostile = fc.oneof(
    fc.string(),
    fc.string({ unit: fc.constantFrom('.', '/', '\\', 'a', '\0'), maxLength: 12 }),
    fc.constantFrom('', '.', '..', '../..', '/etc/passwd', 'a/b', 'a_b', 'a:b'),
  );
  fc.assert(
    fc.property(hostile, hostile, (one, other) => {
      const folder = reportFolder('/runs', { workflowId: one, runId: 'run' });
      const path = relative('/runs', folder).split(sep);
      assert.equal(path.length, 2);
      assert.match(path[0] ?? '', /^[A-Za-z0-9_@-][A-Za-z0-9._@-]*$/);
      if (one !== other) assert.notEqual(folder, reportFolder('/runs', { workflowId: other, runId: 'run' }));
    }),
  );
});

test('a folder that cannot be written is named', async () => {
  const file = join(scratch, 'a-file');
  await writeFile(file, '');
  await assert.rejects(
    writeReport({ artifacts: memoryStore(), runsFolder: file }, example.completedView),
    (error) =>
      error instanceof MillwrightError &&
      error.code === 'workspace_unwritable' &&
      error.message.includes(file),
  );
});
