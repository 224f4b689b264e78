import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { afterAll, beforeAll, test } from 'vitest';
import { hashText } from '../../src/artifacts/content-hash.ts';
import { LocalArtifactStore } from '../../src/artifacts/local-store.ts';
import { foldersAndFile } from '../../src/artifacts/name-path.ts';

let scratch: string;
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'millwright-names-'));
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

const newFolder = () => mkdtemp(join(scratch, 'store-'));
const [one, two] = [hashText('one'), hashText('two')];

/** What people and other programs call things, and what would lead out of a folder. */
const segment = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 8 }),
  fc.constantFrom(
    '',
    '.',
    '..',
    'a',
    'A',
    'a.json',
    '%',
    '%0061',
    '~',
    'con',
    '\0',
    '\ud800',
    'é',
    'e\u0301',
    '\\',
  ),
  fc.string({ unit: 'grapheme', minLength: 250, maxLength: 400 }),
);
const name = fc.array(segment, { minLength: 1, maxLength: 6 }).map((segments) => segments.join('/'));

test('names of any characters keep apart, stay in the folder and come back from a listing as they were', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(name, { minLength: 1, maxLength: 12 }),
      segment,
      async (names, prefix) => {
        const folder = await newFolder();
        const store = new LocalArtifactStore(folder);
        const hashes = new Map(names.map((each) => [each, hashText(foldersAndFile(each).join('/'))]));
        for (const [each, hash] of hashes) assert.equal(await store.setName(each, hash), true);
        for (const [each, hash] of hashes) assert.equal(await store.getName(each), hash);
        assert.equal(new Set(hashes.values()).size, names.length);
        assert.deepEqual(await readdir(folder), ['names']);
        for (const each of [prefix, ...names, ...names.map((long) => long.slice(0, long.lastIndexOf('/')))]) {
          const below = names.filter((other) => other.startsWith(`${each}/`)).toSorted();
          assert.deepEqual(await store.listNames(each), below);
        }
      },
    ),
    { numRuns: 150 },
  );
  assert.deepEqual(
    (await readdir(scratch)).filter((entry) => !entry.startsWith('store-')),
    [],
    'outside of the folders',
  );
});

test('a path is short enough for every disk and made of letters that mean the same on all of them', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 1000 }), (workflowId) => {
      const path = foldersAndFile(`runs/${workflowId}/0f9d2c1e-run`);
      assert.ok(path.every((part) => /^[a-z0-9_%~-]+(\.json)?$/.test(part) && part.length <= 200));
      assert.ok(path.length <= 3);
    }),
  );
});

test('a name that is to be new is left as it is when it is there; otherwise the newer artifact wins', async () => {
  const store = new LocalArtifactStore(await newFolder());
  assert.equal(await store.getName('runs/a/1'), undefined);
  assert.deepEqual(await store.listNames('runs'), []);
  assert.equal(await store.setName('runs/a/1', one, { onlyIfAbsent: true }), true);
  assert.equal(await store.setName('runs/a/1', two, { onlyIfAbsent: true }), false);
  assert.equal(await store.getName('runs/a/1'), one);
  assert.equal(await store.setName('runs/a/1', two), true);
  assert.equal(await store.getName('runs/a/1'), two);
});

test('a damaged file is no name, and the next writer heals it', async () => {
  const contents = [
    '',
    '{"na',
    '{"name":"runs/a/1"}',
    `{"name":"other","hash":"${one}"}`,
    '{"name":1,"hash":2}',
  ];
  for (const content of contents) {
    for (const onlyIfAbsent of [true, false]) {
      const folder = await newFolder();
      const store = new LocalArtifactStore(folder);
      const path = join(folder, 'names', ...foldersAndFile('runs/a/1'));
      await mkdir(join(path, '..'), { recursive: true });
      await writeFile(path, content);
      assert.equal(await store.getName('runs/a/1'), undefined);
      assert.ok(!(await store.listNames('runs')).includes('runs/a/1'));
      assert.equal(await store.setName('runs/a/1', two, { onlyIfAbsent }), true);
      assert.equal(await store.getName('runs/a/1'), two);
      assert.deepEqual(await readdir(join(path, '..')), ['1.json'], 'nothing is left beside it');
    }
  }
});

test('of two processes that want the same new names, exactly one gets each', async () => {
  const folder = await newFolder();
  const program = `
    const { LocalArtifactStore } = await import(${JSON.stringify(new URL('../../src/artifacts/local-store.ts', import.meta.url).href)});
    const store = new LocalArtifactStore(${JSON.stringify(folder)});
    const [own, startAtMs] = process.argv.slice(1);
    while (Date.now() < Number(startAtMs));
    const won = await Promise.all(Array.from({ length: 200 }, (_, index) =>
      store.setName('race/' + index, own, { onlyIfAbsent: true })));
    console.log(JSON.stringify(won));`;
  const startAtMs = String(Date.now() + 1_500);
  const [first = [], second = []] = await Promise.all(
    [one, two].map(async (own) => {
      const argv = ['--input-type=module', '--eval', program, own, startAtMs];
      const { stdout } = await promisify(execFile)(process.execPath, argv);
      return JSON.parse(stdout) as boolean[];
    }),
  );
  const store = new LocalArtifactStore(folder);
  for (let index = 0; index < 200; index += 1) {
    assert.notEqual(first[index], second[index], `race/${index}`);
    assert.equal(await store.getName(`race/${index}`), first[index] ? one : two);
  }
  assert.equal((await store.listNames('race')).length, 200);
});

test('a folder that cannot be read is said to be so, and is not taken for an empty one', async () => {
  const folder = await newFolder();
  const store = new LocalArtifactStore(folder);
  await mkdir(join(folder, 'names', ...foldersAndFile('a')), { recursive: true });
  await assert.rejects(store.getName('a'), { code: 'workspace_unreadable' });
  await assert.rejects(store.setName('a', one), { code: 'workspace_unwritable' });
  await assert.rejects(store.setName('b', 'no hash'), { code: 'internal' });
});
