import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'vitest';
import type { ActivityDependencies } from '../../src/activities/dependencies.ts';
import { lookAtModel } from '../../src/activities/look-at-model.ts';
import { lookAtWorkspace } from '../../src/activities/look-at-workspace.ts';
import { LocalArtifactStore } from '../../src/artifacts/local-store.ts';
import { acceptCode } from '../../src/claude/generate-code.ts';
import { DEFAULT_BASE_URL } from '../../src/claude/client-settings.ts';
import { loadSpecification } from '../../src/source/load-specification.ts';
import { LOCAL_ENVIRONMENT } from '../../src/spec/local-environment.ts';
import { resolveParameters } from '../../src/spec/parameters.ts';

const EXAMPLE = new URL('../../examples/customer-sync/specification.yaml', import.meta.url).pathname;
const { specification: written } = await loadSpecification(EXAMPLE);
const specification = resolveParameters(written, LOCAL_ENVIRONMENT);

async function withFolder(use: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'millwright-preflight-'));
  try {
    await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function modelWith(folder: string, model: Partial<ActivityDependencies['model']>) {
  const settings = { apiKey: 'key', baseUrl: DEFAULT_BASE_URL, replayed: false, idleTimeoutMs: 1, ...model };
  return { artifacts: new LocalArtifactStore(folder), model: settings };
}

test('without a key the tasks that ask the model are blocked, and no others', () =>
  withFolder(async (folder) => {
    const blockers = await lookAtModel(modelWith(folder, { apiKey: '' }), specification);
    assert.deepEqual(
      blockers.map(({ type, affectedTasks }) => [type, affectedTasks]),
      [['missing_credential', ['to-profile']]],
    );
  }));

test('an endpoint that does not answer blocks them, one that answers anything does not, and neither is given the key', () =>
  withFolder(async (folder) => {
    const received: string[] = [];
    const server = createServer((request, response) => {
      received.push(JSON.stringify(request.headers));
      response.writeHead(404).end();
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    assert.ok(typeof address === 'object' && address !== null);
    const there = modelWith(folder, { apiKey: 'a-secret-key', baseUrl: `http://127.0.0.1:${address.port}` });
    assert.deepEqual(await lookAtModel(there, specification), []);
    assert.equal(received.length, 1);
    assert.doesNotMatch(received.join(), /a-secret-key/);
    server.close();
    await once(server, 'close');
    const [blocker] = await lookAtModel(there, specification);
    assert.deepEqual([blocker?.type, blocker?.affectedTasks], ['dependency_failed', ['to-profile']]);
  }));

test('a run whose code was accepted before needs neither key nor endpoint', () =>
  withFolder(async (folder) => {
    const without = modelWith(folder, { apiKey: '' });
    const { artifacts, model: settings } = without;
    const specificationHash = await artifacts.putJson(specification);
    const codeHash = await artifacts.putText('export function transform(input) { return input; }');
    await acceptCode({ artifacts, settings }, { specificationHash, taskId: 'to-profile', codeHash });
    assert.deepEqual(await lookAtModel(without, specification), []);
  }));

test('a folder of runs that cannot be written is a blocker, and the look leaves nothing behind', () =>
  withFolder(async (folder) => {
    const runs = join(folder, 'runs');
    assert.deepEqual(await lookAtWorkspace(runs, ['one']), []);
    assert.deepEqual(await readdir(runs), []);
    const file = join(folder, 'file');
    await writeFile(file, '');
    const [blocker] = await lookAtWorkspace(join(file, 'runs'), ['one']);
    assert.deepEqual([blocker?.type, blocker?.affectedTasks], ['environment_unavailable', ['one']]);
  }));
