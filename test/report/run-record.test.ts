import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { test, type TestContext } from 'vitest';
import type { ArtifactStore } from '../../src/artifacts/artifact-store.ts';
import { LocalArtifactStore } from '../../src/artifacts/local-store.ts';
import type { RunView } from '../../src/protocol/run.ts';
import { storeRunRecord } from '../../src/report/run-record.ts';
import { RunRecords } from '../../src/report/run-records.ts';
import * as example from './abandoned-cart-view.ts';
import { runView } from './random-run-view.ts';

async function emptyStore(context: TestContext): Promise<LocalArtifactStore> {
  const folder = await mkdtemp(join(tmpdir(), 'millwright-records-'));
  context.onTestFinished(() => rm(folder, { recursive: true }));
  return new LocalArtifactStore(folder);
}

const HASHES = { planHash: 'plan', reportHash: 'report', outputHash: 'output' };

function keep(artifacts: ArtifactStore, view: RunView, onlyIfAbsent = false): Promise<boolean> {
  const place = { artifacts, secrets: ['a-very-secret-value'] };
  return storeRunRecord(place, { view, ...HASHES }, { onlyIfAbsent });
}

const run = (change: Partial<RunView>): RunView => ({ ...example.completedView, ...change });

test('whatever a view holds comes back from the store', async (context) => {
  const artifacts = await emptyStore(context);
  const records = new RunRecords(artifacts);
  await fc.assert(
    fc.asyncProperty(runView, async (view) => {
      await keep(artifacts, view);
      const record = await records.find({ workflowId: view.workflowId, runId: view.runId });
      assert.ok(record);
      assert.deepEqual(
        JSON.parse(JSON.stringify(await records.view(record))),
        JSON.parse(JSON.stringify(view)),
      );
    }),
    { numRuns: 50 },
  );
});

test('a record is found by each run id of its chain, and without one it is that of the run which began last', async (context) => {
  const artifacts = await emptyStore(context);
  const records = new RunRecords(artifacts);
  const found = async (workflowId: string, runId?: string): Promise<string[] | undefined> =>
    (await records.find({ workflowId, ...(runId !== undefined && { runId }) }))?.runIds;
  assert.equal(await found('shop@demo'), undefined);
  // The names are sorted otherwise than the times.
  await keep(artifacts, run({ workflowId: 'shop@demo', runId: 'a', startedAt: '2026-02-01T00:00:00.000Z' }));
  const chain = { runId: 'z', earlierRunIds: ['x', 'y'], startedAt: '2026-01-01T00:00:00.000Z' };
  await keep(artifacts, run({ workflowId: 'shop@demo', ...chain }));
  const child = { runId: 'c', startedAt: '2026-03-01T00:00:00.000Z' };
  await keep(artifacts, run({ workflowId: 'shop@demo/child', ...child }));
  for (const id of ['x', 'y', 'z']) assert.deepEqual(await found('shop@demo', id), ['x', 'y', 'z']);
  assert.deepEqual(await found('shop@demo'), ['a']);
  assert.deepEqual(await found('shop@demo', 'a'), ['a']);
  assert.deepEqual(await found('shop@demo/child'), ['c']);
  assert.equal(await found('shop@demo', 'c'), undefined);
  assert.equal(await found('shop'), undefined);
  const { records: all, unreadable } = await records.all();
  assert.deepEqual([all.map(({ runIds }) => runIds.at(-1)), unreadable], [['c', 'a', 'z'], []]);
});

test('a record that is there is kept when it is to be kept, and the same run stores the same record', async (context) => {
  const artifacts = await emptyStore(context);
  const records = new RunRecords(artifacts);
  const { workflowId, runId } = example.completedView;
  assert.equal(await keep(artifacts, example.completedView), true);
  const before = await artifacts.getName(`runs/${workflowId}/${runId}`);
  assert.equal(await keep(artifacts, run({ status: 'aborted' }), true), false);
  assert.equal(await keep(artifacts, example.completedView), true);
  assert.equal(await artifacts.getName(`runs/${workflowId}/${runId}`), before);
  assert.equal((await records.find({ workflowId }))?.status, 'completed');
});

test('no secret reaches the store', async (context) => {
  const artifacts = await emptyStore(context);
  const records = new RunRecords(artifacts);
  const leaky = 'sk-ant-api03-0123456789abcdef0123 and a-very-secret-value';
  const view = run({ statusReason: leaky, tasks: [example.task('one', { change: leaky })] });
  await keep(artifacts, view);
  const record = await records.find(view);
  assert.ok(record);
  const kept = JSON.stringify(await records.view(record));
  assert.match(kept, /\[redacted\] and \[redacted\]/);
  assert.doesNotMatch(kept, /sk-ant|very-secret/);
});

test('a record of another version is said to be unreadable, and hides no other', async (context) => {
  const artifacts = await emptyStore(context);
  const records = new RunRecords(artifacts);
  const later = await artifacts.putJson({ schemaVersion: 2 });
  await artifacts.setName('runs/later@demo/r', later);
  await keep(artifacts, example.completedView);
  await assert.rejects(records.find({ workflowId: 'later@demo' }), { code: 'artifact_corrupt' });
  const { records: all, unreadable } = await records.all();
  assert.deepEqual([all.length, unreadable], [1, ['runs/later@demo/r']]);
});
