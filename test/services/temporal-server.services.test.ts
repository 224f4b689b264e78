import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { access } from 'node:fs/promises';
import { text as streamText } from 'node:stream/consumers';
import { Client, Connection } from '@temporalio/client';
import { test } from 'vitest';
import type { DataFolder } from '../../src/services/data-folder.ts';
import { startLocalStack, stopLocalStack, type LocalStack } from '../../src/services/local-stack.ts';
import { isRunning } from '../../src/services/process-identity.ts';
import { recordOf } from '../../src/services/service-record.ts';
import { SEARCH_ATTRIBUTE_SPECIFICATION } from '../../src/protocol/names.ts';
import { impersonalEnvironment } from '../support/impersonal-environment.ts';
import { crash, lines, NOTHING_BUT_TEMPORAL, withDataFolder } from './support/temporary-folder.ts';

const env = impersonalEnvironment(process.env);

async function start(folder: DataFolder): Promise<{ stack: LocalStack; said: string }> {
  const { report, text } = lines();
  const stack = await startLocalStack({ folder, report, env, with: NOTHING_BUT_TEMPORAL });
  return { stack, said: text() };
}

async function withClient<T>({ temporal }: LocalStack, use: (client: Client) => Promise<T>): Promise<T> {
  const connection = await Connection.connect({ address: temporal.address });
  try {
    return await use(new Client({ connection, namespace: temporal.namespace }));
  } finally {
    await connection.close();
  }
}

test('the second start finds the server of the first, and a stop ends it', () =>
  withDataFolder(async (folder) => {
    const first = await start(folder);
    const record = await recordOf(folder, 'temporal');
    assert.ok(record);
    const second = await start(folder);
    assert.deepEqual(second.stack, first.stack);
    assert.equal(second.said, '');
    assert.deepEqual(await recordOf(folder, 'temporal'), record);

    const ui = await fetch(first.stack.temporal.uiUrl ?? '');
    assert.equal(ui.status, 200);
    await stopLocalStack(folder, { purge: false });
    assert.equal(await isRunning(record.process), false);
    await access(folder.temporalDatabase);
    await stopLocalStack(folder, { purge: true });
    await assert.rejects(access(folder.root));
  }));

test('a killed server is noticed, and its runs are there again at the same address', () =>
  withDataFolder(async (folder) => {
    const before = await start(folder);
    const searchAttributes = { [SEARCH_ATTRIBUTE_SPECIFICATION]: ['kept'] };
    await withClient(before.stack, (client) =>
      client.workflow.start('noWorker', { taskQueue: 'nobody', workflowId: 'kept', searchAttributes }),
    );
    await crash(folder, 'temporal');

    const after = await start(folder);
    assert.deepEqual(after.stack, before.stack);
    assert.match(after.said, /temporal has stopped by itself: starting it again/);
    const { status } = await withClient(after.stack, (client) =>
      client.workflow.getHandle('kept').describe(),
    );
    assert.equal(status.name, 'RUNNING');
  }));

test('two commands at once start one server', () =>
  withDataFolder(async (folder) => {
    const startInProcess = async (): Promise<string> => {
      const module = (path: string): string =>
        JSON.stringify(new URL(`../../src/services/${path}`, import.meta.url).href);
      const script = `
        import { startLocalStack } from ${module('local-stack.ts')};
        import { dataFolderAt } from ${module('data-folder.ts')};
        const wanted = ${JSON.stringify(NOTHING_BUT_TEMPORAL)};
        await startLocalStack({ folder: dataFolderAt(${JSON.stringify(folder.root)}), report: console.log, with: wanted });`;
      const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
        env,
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const [said, [code]] = await Promise.all([streamText(child.stdout), once(child, 'exit')]);
      assert.equal(code, 0);
      return said;
    };
    const said = await Promise.all([startInProcess(), startInProcess()]);
    assert.equal(said.join('').match(/temporal is ready/g)?.length, 1, said.join('---\n'));
  }));

test('a server named in TEMPORAL_ADDRESS is used and none is started', () =>
  withDataFolder(async (folder) => {
    const named = { ...env, TEMPORAL_ADDRESS: 'temporal.example:7233', TEMPORAL_NAMESPACE: 'builds' };
    const { temporal } = await startLocalStack({
      folder,
      report: lines().report,
      env: named,
      with: NOTHING_BUT_TEMPORAL,
    });
    assert.deepEqual(temporal, { address: 'temporal.example:7233', namespace: 'builds' });
    assert.equal(await recordOf(folder, 'temporal'), undefined);
  }));
