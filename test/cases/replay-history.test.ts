import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { historyFromJSON } from '@temporalio/common/lib/proto-utils.js';
import { afterAll, test } from 'vitest';
import { workflowBundle } from '../../src/worker/workflow-bundle.ts';
import { failuresOfReplay } from '../histories/replay-all.ts';

const folder = await mkdtemp(join(tmpdir(), 'millwright-replay-'));
afterAll(() => rm(folder, { recursive: true, force: true }));

test('a run that stood still by the order of its local activities does not heal by this build: it has to begin again', async () => {
  const text = await readFile(join(import.meta.dirname, 'replay-history.json'), 'utf8');
  const named = [{ workflowId: 'replay-history', history: historyFromJSON(JSON.parse(text)) }];
  const failures = await failuresOfReplay(await workflowBundle(folder), named);
  assert.deepEqual([...failures.keys()], ['replay-history']);
  assert.match(failures.get('replay-history')?.message ?? '', /TMPRL1100.*oncewrong-w23:generate#1/);
});
