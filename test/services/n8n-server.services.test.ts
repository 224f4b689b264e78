import assert from 'node:assert/strict';
import { readFile, stat } from 'node:fs/promises';
import { test } from 'vitest';
import { createN8nClient } from '../../src/n8n/client/client.ts';
import { startLocalStack } from '../../src/services/local-stack.ts';
import { localN8nAccess, type LocalN8nAccess } from '../../src/services/n8n-provision.ts';
import { n8nSecretsFile, readN8nSecrets } from '../../src/services/n8n-secrets.ts';
import { recordOf } from '../../src/services/service-record.ts';
import { waitUntil } from '../../src/services/wait-until.ts';
import { impersonalEnvironment } from '../support/impersonal-environment.ts';
import { crash, lines, withDataFolder } from './support/temporary-folder.ts';

const env = { ...impersonalEnvironment(process.env), TEMPORAL_ADDRESS: '127.0.0.1:1' };
const NOTHING_BUT_N8N = { n8n: true, standIns: [], replay: [], workers: false };

async function statusOfKey({ url, apiKey }: LocalN8nAccess): Promise<number> {
  return (await fetch(`${url}/api/v1/workflows`, { headers: { 'x-n8n-api-key': apiKey } })).status;
}

async function statusOfLogin({ url, session }: LocalN8nAccess): Promise<number> {
  const body = JSON.stringify({ emailOrLdapLoginId: session.email, password: session.password });
  const headers = { 'content-type': 'application/json' };
  return (await fetch(`${url}/rest/login`, { method: 'POST', headers, body })).status;
}

/** Without its module `otel`, every execution of n8n 2.41 fails once a package was imported. */
async function codeRuns(access: LocalN8nAccess): Promise<void> {
  const client = createN8nClient(access);
  const path = 'services-test';
  const webhook = { httpMethod: 'POST', path, responseMode: 'lastNode' };
  const id = 'MillwrightTest01';
  await client.importWorkflow(id, {
    name: 'Services test',
    nodes: [
      {
        id: 'a',
        name: 'Webhook',
        type: 'n8n-nodes-base.webhook',
        typeVersion: 2,
        position: [0, 0],
        webhookId: path,
        parameters: webhook,
      },
      {
        id: 'b',
        name: 'Code',
        type: 'n8n-nodes-base.code',
        typeVersion: 2,
        position: [200, 0],
        parameters: { jsCode: 'return [{ json: { sum: 1 + 1 } }];' },
      },
    ],
    connections: { Webhook: { main: [[{ node: 'Code', type: 'main', index: 0 }]] } },
    settings: {},
  });
  await client.publishWorkflow(id);
  const call = async (): Promise<Response> => fetch(`${access.url}/webhook/${path}`, { method: 'POST' });
  assert.ok(await waitUntil(async () => (await call()).status !== 404, 20_000), 'the webhook goes live');
  assert.deepEqual(await (await call()).json(), { sum: 2 });
}

test('a fresh n8n gets an owner and a key, and after a crash it is back at the same address with the same key', () =>
  withDataFolder(async (folder) => {
    await assert.rejects(localN8nAccess(folder), { code: 'n8n_unreachable' });
    const { report, text } = lines();
    const { n8n } = await startLocalStack({ folder, report, env, with: NOTHING_BUT_N8N });
    assert.ok(n8n);
    assert.deepEqual([await statusOfKey(n8n), await statusOfLogin(n8n)], [200, 200]);
    assert.deepEqual(await localN8nAccess(folder), n8n);
    assert.equal((await stat(n8nSecretsFile(folder))).mode & 0o777, 0o600);
    await codeRuns(n8n);

    const record = await recordOf(folder, 'n8n');
    assert.ok(record);
    await crash(folder, 'n8n');
    await assert.rejects(localN8nAccess(folder), { code: 'n8n_unreachable' });

    const again = await startLocalStack({ folder, report, env, with: NOTHING_BUT_N8N });
    assert.deepEqual(again.n8n, n8n);
    assert.equal(await statusOfKey(n8n), 200);
    assert.match(text(), /n8n has stopped by itself: starting it again/);
    await secretsAreNowhereElse(record.log, text());

    async function secretsAreNowhereElse(log: string, said: string): Promise<void> {
      const secrets = await readN8nSecrets(folder);
      const places = `${said}${await readFile(log, 'utf8')}${await readFile(folder.services, 'utf8')}`;
      for (const secret of [secrets?.apiKey, secrets?.password, secrets?.encryptionKey]) {
        assert.ok(secret && !places.includes(secret));
      }
    }
  }));
