import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { historyFromJSON } from '@temporalio/common/lib/proto-utils.js';
import { bundleWorkflowCode, DefaultLogger, type WorkflowBundleOption } from '@temporalio/worker';
import { afterAll, test } from 'vitest';
import { workflowBundle } from '../../src/worker/workflow-bundle.ts';
import { pathOf, RECORDED, recordedFiles } from './history-files.ts';
import { failuresOfReplay } from './replay-all.ts';
import { SCENARIOS } from './scenarios.ts';

const folder = await mkdtemp(join(tmpdir(), 'millwright-replay-'));
afterAll(() => rm(folder, { recursive: true, force: true }));

const files = await recordedFiles();
const texts = new Map<string, string>();
for (const file of files) texts.set(file, await readFile(join(RECORDED, file), 'utf8'));

/** What went wrong in the replay, by file; a file that replays is not in it. */
function replay(bundle: WorkflowBundleOption): Promise<Map<string, Error>> {
  const histories = [...texts].map(([file, text]) => ({
    workflowId: file,
    history: historyFromJSON(JSON.parse(text)),
  }));
  return failuresOfReplay(bundle, histories);
}

test('every path has a recording, and every recording a path', () => {
  assert.deepEqual([...new Set(files.map(pathOf))].toSorted(), Object.keys(SCENARIOS).toSorted());
  for (const chain of files.filter((file) => file.includes('continued-as-new')).map(pathOf)) {
    assert.ok(files.includes(`${chain}.2.json`), `${chain} has more than one run`);
  }
});

test('runs that were recorded go on with the workflow code of today', async () => {
  assert.deepEqual([...(await replay(await workflowBundle(folder)))], []);
});

test('workflow code that does one thing more is caught by every recording that does anything', async () => {
  const bundle = await bundleWorkflowCode({
    workflowsPath: await changedWorkflows(),
    logger: new DefaultLogger('ERROR'),
  });
  const failures = await replay(bundle);
  const busy = files.filter((file) =>
    /EVENT_TYPE_(?:ACTIVITY_TASK_SCHEDULED|MARKER_RECORDED)/.test(texts.get(file) ?? ''),
  );
  assert.deepEqual([...failures.keys()].toSorted(), busy);
  for (const error of failures.values()) assert.match(error.message, /TMPRL1100|[Nn]on-?determin/);
});

/** Both workflows, with one activity before everything else. */
async function changedWorkflows(): Promise<string> {
  const source = join(import.meta.dirname, '..', '..', 'src', 'workflows');
  const path = join(folder, 'changed.ts');
  await symlink(join(source, '..', '..', 'node_modules'), join(folder, 'node_modules'));
  await writeFile(
    path,
    `import { activities } from '${join(source, 'activity-proxies.ts')}';
import * as original from '${join(source, 'index.ts')}';
const first = () => activities.checkReadiness({ specificationHash: '', environmentHash: '' });
export const implementSpecification = async (input) => { await first(); return original.implementSpecification(input); };
export const n8nWorkflowOwner = async (input) => { await first(); return original.n8nWorkflowOwner(input); };
`,
  );
  return path;
}

test('no recording tells of the machine that it was made on', () => {
  for (const [file, text] of texts) {
    const payloads = text.matchAll(/"data":"([A-Za-z0-9+/=]+)"/g);
    const readable = [...payloads].map(([, data = '']) => Buffer.from(data, 'base64').toString());
    for (const part of [text, ...readable]) {
      assert.doesNotMatch(part, /\d+@|\/(home|root|tmp|Users|work)\/|sk-ant-/, file);
    }
  }
});
