import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { test } from 'vitest';
import { choosePort } from '../../src/services/ports.ts';
import { readServices, rememberPort } from '../../src/services/service-record.ts';
import { lines, withDataFolder } from './support/temporary-folder.ts';

test('a port that another program holds is passed over, said, and the choice is kept', () =>
  withDataFolder(async (folder) => {
    const wanted = (await readServices(folder)).ports['n8n'] ?? 0;
    const other = createServer().listen(wanted, '127.0.0.1');
    await once(other, 'listening');
    const { report, text } = lines();
    const chosen = await choosePort(folder, 'n8n', report);
    other.close();
    assert.notEqual(chosen, wanted);
    assert.match(text(), new RegExp(`Port ${wanted} is in use by another program: n8n gets ${chosen}`));
    assert.equal(await choosePort(folder, 'n8n', report), chosen, 'also when the first one is free again');
  }));

test('two services of one data folder never get the same port', () =>
  withDataFolder(async (folder) => {
    const ours = (await readServices(folder)).ports['stand-ins'] ?? 0;
    await rememberPort(folder, 'replay', ours);
    assert.notEqual(await choosePort(folder, 'replay', lines().report), ours);
  }));
