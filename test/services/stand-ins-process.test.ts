import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { test } from 'vitest';
import { EXIT_CODES } from '../../src/cli/exit-codes.ts';
import type { DataFolder } from '../../src/services/data-folder.ts';
import { startLocalStack, stopLocalStack } from '../../src/services/local-stack.ts';
import { recordOf } from '../../src/services/service-record.ts';
import { EXAMPLE, spawnMillwright } from '../cli/support/spawn-millwright.ts';
import { lines, withDataFolder } from './support/temporary-folder.ts';

const env = { PATH: process.env['PATH'], TEMPORAL_ADDRESS: '127.0.0.1:1' };

async function start(folder: DataFolder, standIns: string[]): Promise<string> {
  const wanted = { n8n: false, standIns, replay: [], workers: false };
  const { standInsUrl } = await startLocalStack({ folder, report: lines().report, env, with: wanted });
  assert.ok(standInsUrl);
  return standInsUrl;
}

async function answerOf(url: string): Promise<unknown> {
  return (await fetch(url)).json();
}

function file(integration: string, answer: string): string {
  return JSON.stringify([{ integration, routes: [{ method: 'GET', path: '/', status: 200, body: answer }] }]);
}

test('stand-ins keep their address and what earlier commands made them serve, also after a stop', () =>
  withDataFolder(async (folder) => {
    const [shop, chat] = [join(folder.root, 'shop.yaml'), join(folder.root, 'chat.yaml')];
    await writeFile(shop, file('shop', 'one'));
    await writeFile(chat, file('chat', 'two'));
    const url = await start(folder, [shop]);
    assert.equal(await answerOf(`${url}/shop/`), 'one');

    assert.equal(await start(folder, [chat]), url);
    assert.deepEqual([await answerOf(`${url}/shop/`), await answerOf(`${url}/chat/`)], ['one', 'two']);

    await stopLocalStack(folder, { purge: false });
    await assert.rejects(fetch(url));
    assert.equal(await start(folder, []), url);
    assert.deepEqual([await answerOf(`${url}/shop/`), await answerOf(`${url}/chat/`)], ['one', 'two']);
  }));

test('a changed file is served anew, an unchanged one leaves the process alone', () =>
  withDataFolder(async (folder) => {
    const shop = join(folder.root, 'shop.yaml');
    await writeFile(shop, file('shop', 'before'));
    const url = await start(folder, [shop]);
    const record = await recordOf(folder, 'stand-ins');
    await start(folder, [shop]);
    assert.deepEqual(await recordOf(folder, 'stand-ins'), record);

    await writeFile(shop, file('shop', 'after'));
    await start(folder, [shop]);
    assert.equal(await answerOf(`${url}/shop/`), 'after');
  }));

test('a broken file is a service that failed, says where it is wrong, and is not tried again', () =>
  withDataFolder(async (folder) => {
    const broken = join(folder.root, 'broken.yaml');
    await writeFile(broken, '- integration: Shop\n  routes: []\n');
    await assert.rejects(start(folder, [broken]), {
      code: 'service_failed',
      message: /stand-ins did not start.*broken\.yaml:1:.*stand-ins\.log/s,
    });
    assert.equal(await recordOf(folder, 'stand-ins'), undefined);

    const good = join(folder.root, 'good.yaml');
    await writeFile(good, file('shop', 'one'));
    assert.equal(await answerOf(`${await start(folder, [good])}/shop/`), 'one');
  }));

test('`stand-ins FILE` starts them and says where they answer; a broken file is shown with its line', () =>
  withDataFolder(async (folder) => {
    const shop = join(folder.root, 'shop.yaml');
    await writeFile(shop, file('shop', 'one'));
    const words = ['stand-ins', shop, '--data', folder.root];
    const started = await spawnMillwright([...words, '--json']);
    assert.equal(started.exitCode, 0, started.stderr);
    const { stand_ins } = ADDRESSES.parse(JSON.parse(started.stdout));
    assert.deepEqual(
      stand_ins.map(({ integration }) => integration),
      ['shop'],
    );
    assert.equal(await answerOf(`${stand_ins[0]?.url}/`), 'one');

    await writeFile(shop, '- integration: Shop\n  routes: []\n');
    const broken = await spawnMillwright(words);
    assert.equal(broken.exitCode, EXIT_CODES.invalid.code);
    assert.match(broken.stderr, /shop\.yaml:1:/);
  }));

test('`run` starts the stand-ins that its environment names, before anything else', () =>
  withDataFolder(async (folder) => {
    const named = join(folder.root, 'environment.yaml');
    await writeFile(join(folder.root, 'shop.yaml'), file('shop', 'one'));
    await writeFile(named, 'environment_id: demo\nstand_ins: [shop]\nstand_ins_file: shop.yaml\n');
    const words = ['run', EXAMPLE, '--environment', named, '--data', folder.root];
    const ended = await spawnMillwright(words, { env: { TEMPORAL_ADDRESS: '127.0.0.1:1' } });
    assert.equal(ended.exitCode, EXIT_CODES.unreachable.code, ended.stderr);
    const record = await recordOf(folder, 'stand-ins');
    assert.equal(await answerOf(`${record?.addresses['main']}/shop/`), 'one');
  }));

const ADDRESSES = z.object({ stand_ins: z.array(z.object({ integration: z.string(), url: z.string() })) });
