import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'vitest';
import { dataFolderAt, type DataFolder } from '../../src/services/data-folder.ts';
import { sessionKeeper } from '../../src/services/kept-session.ts';

const URL = 'http://127.0.0.1:5678';
const USER = { email: 'a@example.com', password: 'not-a-secret' };

async function withFolder(use: (folder: DataFolder) => Promise<void>): Promise<void> {
  const root = await mkdtemp(join(tmpdir(), 'millwright-session-'));
  try {
    await use(dataFolderAt(join(root, 'data')));
  } finally {
    await rm(root, { recursive: true });
  }
}

async function onlyFileOf(folder: DataFolder): Promise<string> {
  const files = await readdir(folder.secrets);
  assert.equal(files.length, 1, files.join());
  return join(folder.secrets, files[0] ?? '');
}

test('a session is kept for other processes of the same user, readable by its owner only', () =>
  withFolder(async (folder) => {
    await sessionKeeper(folder, URL, USER).write('n8n-auth=eyJ.a-b_c');
    assert.equal(await sessionKeeper(folder, URL, USER).read(), 'n8n-auth=eyJ.a-b_c');
    assert.equal((await stat(await onlyFileOf(folder))).mode & 0o777, 0o600);
    assert.equal((await stat(folder.secrets)).mode & 0o777, 0o700);
    const other = { ...USER, password: 'another' };
    assert.equal(await sessionKeeper(folder, URL, other).read(), undefined);
    assert.equal(await sessionKeeper(folder, 'http://127.0.0.1:1', USER).read(), undefined);
  }));

test('what is no session is not sent to n8n', () =>
  withFolder(async (folder) => {
    const keeper = sessionKeeper(folder, URL, USER);
    await keeper.write('n8n-auth=x');
    await writeFile(await onlyFileOf(folder), 'n8n-auth=x\r\nx-other: y');
    assert.equal(await keeper.read(), undefined);
  }));

test('where nothing can be written no session is kept, and nothing fails', () =>
  withFolder(async (folder) => {
    await writeFile(folder.root, 'a file where the folder would be');
    const keeper = sessionKeeper(folder, URL, USER);
    await keeper.write('n8n-auth=x');
    assert.equal(await keeper.read(), undefined);
  }));
