import assert from 'node:assert/strict';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, test } from 'vitest';
import { LocalArtifactStore } from '../../src/artifacts/local-store.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millwright-artifacts-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const hasCode = (code: string) => (error: unknown) =>
  error instanceof Error && 'code' in error && error.code === code;
const fileOf = (hash: string) => join(folder, hash.slice(0, 2), hash);

test('what was stored comes back, and the same content has the same hash', async () => {
  const store = new LocalArtifactStore(folder);
  await fc.assert(
    fc.asyncProperty(fc.jsonValue(), async (value) => {
      const hash = await store.putJson(value);
      assert.equal(await store.putJson(structuredClone(value)), hash);
      assert.deepEqual(await store.getJson(hash), JSON.parse(JSON.stringify(value)));
    }),
    { numRuns: 40 },
  );
});

test('the order of keys does not change the hash', async () => {
  const store = new LocalArtifactStore(folder);
  assert.equal(
    await store.putJson({ a: 1, b: [2, { c: 3, d: 4 }] }),
    await store.putJson({ b: [2, { d: 4, c: 3 }], a: 1 }),
  );
});

test('a changed file is detected, and storing the content again heals it', async () => {
  const store = new LocalArtifactStore(folder);
  const hash = await store.putText('export function transform(input) { return input; }');
  await writeFile(fileOf(hash), 'something else');
  await assert.rejects(store.getText(hash), hasCode('artifact_corrupt'));
  await store.putText('export function transform(input) { return input; }');
  assert.match(await store.getText(hash), /transform/);
});

test('a missing artifact and a hash that is a path are both refused', async () => {
  const store = new LocalArtifactStore(folder);
  await assert.rejects(store.getText('0'.repeat(64)), hasCode('artifact_missing'));
  await assert.rejects(store.getText('../../etc/passwd'), hasCode('artifact_missing'));
  assert.equal(await store.has('0'.repeat(64)), false);
});

test('a value above the limit is refused and leaves nothing behind', async () => {
  const store = new LocalArtifactStore(folder, { maxBytes: 10 });
  const filesBefore = await readdir(folder, { recursive: true });
  await assert.rejects(store.putText('ü'.repeat(6)), hasCode('artifact_too_large'));
  assert.deepEqual(await readdir(folder, { recursive: true }), filesBefore);
});

test('many writers of the same content leave one whole file', async () => {
  const empty = await mkdtemp(join(folder, 'written-at-once-'));
  const store = new LocalArtifactStore(empty);
  const text = 'x'.repeat(200_000);
  const hashes = await Promise.all(Array.from({ length: 20 }, () => store.putText(text)));
  const [hash = ''] = hashes;
  assert.equal(new Set(hashes).size, 1);
  assert.equal(await readFile(join(empty, hash.slice(0, 2), hash), 'utf8'), text);
  assert.deepEqual(await readdir(join(empty, hash.slice(0, 2))), [hash]);
});

test('text that is not JSON is reported as corrupt when JSON is asked for', async () => {
  const store = new LocalArtifactStore(folder);
  await assert.rejects(store.getJson(await store.putText('{')), hasCode('artifact_corrupt'));
});

test('a folder that cannot be made is named', async () => {
  const file = join(folder, 'a-file');
  await writeFile(file, '');
  const store = new LocalArtifactStore(join(file, 'below'));
  await assert.rejects(store.putText('a'), hasCode('workspace_unwritable'));
});
