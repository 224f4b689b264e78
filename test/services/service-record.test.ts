import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'vitest';
import { createDataFolder, dataFolderAt } from '../../src/services/data-folder.ts';
import { readServices, rememberPort } from '../../src/services/service-record.ts';

test('services that are started side by side do not overwrite what is known of each other', async (t) => {
  const root = await mkdtemp(join(tmpdir(), 'millwright-records-'));
  t.onTestFinished(() => rm(root, { recursive: true }));
  const folder = dataFolderAt(root);
  await createDataFolder(folder);
  const uses = Array.from({ length: 20 }, (_, index) => `use-${index}`);
  await Promise.all(uses.map((use, index) => rememberPort(folder, use, 7_000 + index)));
  assert.deepEqual(Object.keys((await readServices(folder)).ports).toSorted(), uses.toSorted());
});
