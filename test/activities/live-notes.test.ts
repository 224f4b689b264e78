import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'vitest';
import { storedLiveNotes } from '../../src/activities/live-notes.ts';
import { LocalArtifactStore } from '../../src/artifacts/local-store.ts';

test('of one run, a call is noted once, whichever process goes on with it; another run has its own', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'millwright-notes-'));
  try {
    const notes = (run: string) => storedLiveNotes(new LocalArtifactStore(folder), run, 'live');
    const first = { mark: 'one', after: '7' };
    assert.deepEqual(await notes('run').once(first), { isNew: true, note: first });
    assert.deepEqual(await notes('run').once({ mark: 'two', after: '9' }), { isNew: false, note: first });
    assert.equal((await notes('another').once({ mark: 'two', after: '9' })).isNew, true);

    assert.equal(await notes('run').keptAnswer(), undefined);
    await notes('run').keepAnswer({ status: 200, body: { ok: true } });
    assert.deepEqual(await notes('run').keptAnswer(), { status: 200, body: { ok: true } });
  } finally {
    await rm(folder, { recursive: true });
  }
});
