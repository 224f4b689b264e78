import assert from 'node:assert/strict';
import { access, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'vitest';
import {
  chooseDataFolder,
  createDataFolder,
  dataFolderAt,
  purgeDataFolder,
} from '../../src/services/data-folder.ts';

const OWNER_ONLY = 0o700;

test('--data wins over MILLWRIGHT_HOME, which wins over .millwright in the current folder', () => {
  const env = { MILLWRIGHT_HOME: 'from-env' };
  assert.equal(chooseDataFolder('given', env, '/here').root, '/here/given');
  assert.equal(chooseDataFolder(undefined, env, '/here').root, '/here/from-env');
  assert.equal(chooseDataFolder(undefined, { MILLWRIGHT_HOME: '' }, '/here').root, '/here/.millwright');
});

test('everything in the data folder can be read by its owner only', async () => {
  const parent = await mkdtemp(join(tmpdir(), 'millwright-data-'));
  try {
    const folder = dataFolderAt(join(parent, 'deep', 'data'));
    await createDataFolder(folder);
    for (const path of [folder.root, folder.secrets, folder.logs, folder.artifacts]) {
      assert.equal((await stat(path)).mode & 0o777, OWNER_ONLY, path);
    }
  } finally {
    await rm(parent, { recursive: true });
  }
});

test('a folder that cannot be made is named in the error', async () => {
  const parent = await mkdtemp(join(tmpdir(), 'millwright-data-'));
  try {
    const file = join(parent, 'file');
    await writeFile(file, '');
    const inFile = dataFolderAt(join(file, 'data'));
    await assert.rejects(createDataFolder(inFile), {
      code: 'workspace_unwritable',
      message: new RegExp(inFile.root),
    });
  } finally {
    await rm(parent, { recursive: true });
  }
});

test('a purge deletes what Millwright wrote and leaves files of others alone', async () => {
  const root = await mkdtemp(join(tmpdir(), 'millwright-data-'));
  try {
    const folder = dataFolderAt(root);
    await createDataFolder(folder);
    await writeFile(folder.temporalDatabase, '');
    await writeFile(join(root, 'thesis.txt'), 'not ours');
    await purgeDataFolder(folder);
    assert.deepEqual(await readdir(root), ['thesis.txt']);

    await rm(join(root, 'thesis.txt'));
    await purgeDataFolder(folder);
    await assert.rejects(access(root));
  } finally {
    await rm(root, { recursive: true, force: true });
  }
});
