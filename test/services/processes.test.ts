import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'vitest';
import {
  harmlessEnvironment,
  installEnvironment,
  sandboxEnvironment,
} from '../../src/services/child-environment.ts';
import { withFileLock } from '../../src/services/file-lock.ts';
import { identifyProcess, isRunning } from '../../src/services/process-identity.ts';
import { startDetached, stopProcess } from '../../src/services/processes.ts';
import { waitUntil } from '../../src/services/wait-until.ts';
import { withDataFolder } from './support/temporary-folder.ts';

const LIVES_ON = 'setInterval(() => undefined, 1000)';

test('a recycled process id is not taken for ours, and its process is not ended', async () => {
  const stranger = spawn(process.execPath, ['-e', LIVES_ON]);
  const identity = await identifyProcess(stranger.pid ?? 0);
  assert.ok(identity);
  const ours = { ...identity, startedAt: 'earlier' };
  assert.equal(await isRunning(ours), false);
  await stopProcess(ours, 1_000);
  assert.equal(await isRunning(identity), true);
  stranger.kill('SIGKILL');
  await once(stranger, 'exit');
  assert.equal(await isRunning(identity), false);
});

test('a stop ends the children too, and what ignores SIGTERM is killed', () =>
  withDataFolder(async (folder) => {
    const pidFile = join(folder.root, 'child.pid');
    const child = `process.on('SIGTERM', () => undefined); ${LIVES_ON}`;
    const parent =
      `const { pid } = require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(child)}]);` +
      `require('node:fs').writeFileSync(${JSON.stringify(pidFile)}, String(pid)); ${child}`;
    const started = await startDetached({
      command: process.execPath,
      arguments: ['-e', parent],
      currentFolder: folder.root,
      env: harmlessEnvironment(process.env),
      log: join(folder.logs, 'parent.log'),
    });
    const readPid = async (): Promise<number> => Number(await readFile(pidFile, 'utf8'));
    assert.ok(await waitUntil(async () => (await readPid()) > 0, 10_000));
    const grandchild = await identifyProcess(await readPid());
    assert.ok(grandchild);

    await stopProcess(started, 200);
    assert.equal(await isRunning(started), false);
    assert.ok(await waitUntil(async () => !(await isRunning(grandchild)), 10_000));
  }));

test('a command that does not exist is a service that failed, with its log named', () =>
  withDataFolder(async (folder) => {
    const log = join(folder.logs, 'nothing.log');
    const start = {
      command: join(folder.root, 'nothing'),
      arguments: [],
      currentFolder: folder.root,
      env: {},
      log,
    };
    await assert.rejects(startDetached(start), { code: 'service_failed', message: new RegExp(log) });
  }));

test('a lock is held by one at a time and ends with its holder', () =>
  withDataFolder(async (folder) => {
    const order: string[] = [];
    let waited = 0;
    const hold = async (name: string): Promise<void> =>
      withFileLock(
        folder.lock,
        async () => {
          order.push(`${name} in`);
          await new Promise((resolve) => setTimeout(resolve, 50));
          order.push(`${name} out`);
        },
        () => (waited += 1),
      );
    await Promise.all([hold('first'), hold('second')]);
    assert.equal(order[1], order[0]?.replace(' in', ' out'), 'nobody comes in before the other is out');
    assert.equal(waited, 1);

    const lockModule = new URL('../../src/services/file-lock.ts', import.meta.url);
    const script = `import { withFileLock } from ${JSON.stringify(lockModule.href)};
      await withFileLock(${JSON.stringify(folder.lock)}, async () => { console.log('held'); ${LIVES_ON}; await new Promise(() => undefined); });`;
    const holder = spawn(process.execPath, ['--input-type=module', '-e', script]);
    await once(holder.stdout, 'data');
    holder.kill('SIGKILL');
    await hold('after a killed holder');
    assert.equal(order.length, 6);
  }));

test('no key reaches the programs of others, the sandbox or a nested npm by mistake', () => {
  const env = {
    PATH: '/bin',
    HOME: '/home/ana',
    ANTHROPIC_API_KEY: 'secret',
    N8N_API_KEY: 'secret',
    TEMPORAL_ADDRESS: '127.0.0.1:1',
    HTTPS_PROXY: 'http://proxy',
    npm_package_name: 'millwright',
    npm_config_fetch_retries: '3',
  };
  assert.deepEqual(harmlessEnvironment(env), { PATH: '/bin', HOME: '/home/ana' });
  assert.deepEqual(sandboxEnvironment(env), { PATH: '/bin', TEMPORAL_ADDRESS: '127.0.0.1:1' });
  const { npm_package_name: _ofTheOuterNpm, ...rest } = env;
  assert.deepEqual(installEnvironment(env), rest);
});
