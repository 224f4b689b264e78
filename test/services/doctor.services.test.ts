import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { z } from 'zod';
import { test } from 'vitest';
import { packageFolder } from '../../src/services/places.ts';
import { impersonalEnvironment } from '../support/impersonal-environment.ts';

const findingSchema = z.object({
  area: z.string(),
  what: z.string(),
  state: z.enum(['ok', 'limited', 'missing']),
  detail: z.string(),
  fix: z.string().optional(),
});
const answerSchema = z.object({ ready: z.boolean(), findings: z.array(findingSchema) });

interface Doctor {
  exitCode: unknown;
  ready: boolean;
  /** `area/what` and state, e.g. "n8n/API key: ok". */
  states: string[];
  find: (area: string, what: string) => z.infer<typeof findingSchema>;
}

function required(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: these tests need a real n8n and a real Temporal server.`);
  return value;
}

const n8nUrl = required('MILLWRIGHT_TEST_N8N_URL');

async function doctor(variables: NodeJS.ProcessEnv): Promise<Doctor> {
  const folder = await mkdtemp(join(tmpdir(), 'millwright-doctor-'));
  try {
    const environment = join(folder, 'environment.yaml');
    const session = '{ email_variable: EMAIL, password_variable: PASSWORD }';
    const n8n = `{ instance: remote, url: '${n8nUrl}', api_key_variable: KEY, session: ${session} }`;
    await writeFile(environment, `environment_id: doctor\nn8n: ${n8n}\n`);
    const words = ['doctor', '--json', '--environment', environment, '--data', join(folder, 'data')];
    const env = { ...impersonalEnvironment(process.env), ...variables };
    const child = spawn(process.execPath, [join(packageFolder(), 'src/client.ts'), ...words], {
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [said, [exitCode]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
    const { ready, findings } = answerSchema.parse(JSON.parse(said));
    const find = (area: string, what: string): z.infer<typeof findingSchema> => {
      const found = findings.find((each) => each.area === area && each.what === what);
      assert.ok(found, `${area}/${what} is in ${said}`);
      return found;
    };
    for (const { state, fix, what } of findings)
      assert.equal(fix === undefined, state === 'ok', `${what} has a fix`);
    return {
      exitCode,
      ready,
      states: findings.map(({ area, what, state }) => `${area}/${what}: ${state}`),
      find,
    };
  } finally {
    await rm(folder, { recursive: true });
  }
}

const reachable = {
  TEMPORAL_ADDRESS: required('MILLWRIGHT_TEST_TEMPORAL_ADDRESS'),
  KEY: required('MILLWRIGHT_TEST_N8N_API_KEY'),
  EMAIL: required('MILLWRIGHT_TEST_N8N_EMAIL'),
  PASSWORD: required('MILLWRIGHT_TEST_N8N_PASSWORD'),
};

test('with real services the doctor finds what works, and only what is missing keeps it from being ready', async () => {
  const { states, find } = await doctor(reachable);
  for (const what of [
    'n8n/Server',
    'n8n/Login',
    'n8n/API key',
    'temporal/Server',
    'temporal/Search attributes',
    'sandbox/Sandbox',
  ]) {
    assert.ok(states.includes(`${what}: ok`), `${what} in ${states.join(', ')}`);
  }
  assert.equal(find('model', 'Model').state, 'limited');
});

test('nothing reachable is not ready, and each finding names its fix', async () => {
  const { exitCode, ready, find } = await doctor({ TEMPORAL_ADDRESS: '127.0.0.1:1' });
  assert.equal(ready, false);
  assert.equal(exitCode, 3);
  assert.deepEqual(
    [find('temporal', 'Server').state, find('temporal', 'Server').fix],
    ['missing', 'millwright up'],
  );
  assert.match(find('n8n', 'Server').detail, /KEY is not set/);
});

test('a wrong key, a wrong password and no password are told apart, and none is shown', async () => {
  const wrong = await doctor({ ...reachable, KEY: 'wrong-key', PASSWORD: 'Wrong-pass1' });
  assert.equal(wrong.find('n8n', 'API key').state, 'missing');
  assert.equal(wrong.find('n8n', 'Login').state, 'limited');
  assert.ok(
    !/wrong-key|Wrong-pass1/.test(wrong.find('n8n', 'API key').detail + wrong.find('n8n', 'Login').detail),
  );
  // The worker would refuse it too: the environment names a login that is not there.
  const none = await doctor({ ...reachable, PASSWORD: '' });
  assert.equal(none.ready, false);
  assert.match(none.find('n8n', 'Server').detail, /PASSWORD is not set/);
});

test('a key that may only read says what it may not do', async () => {
  await withReadOnlyKey(async (key) => {
    const { ready, find } = await doctor({ ...reachable, KEY: key });
    assert.equal(ready, false);
    assert.match(find('n8n', 'API key').detail, /^may not import packages, change workflows, publish, /);
  });
});

async function withReadOnlyKey(use: (key: string) => Promise<void>): Promise<void> {
  const post = async (path: string, body: object, cookie = ''): Promise<Response> =>
    fetch(`${n8nUrl}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', cookie },
      body: JSON.stringify(body),
    });
  const login = await post('/rest/login', {
    emailOrLdapLoginId: reachable.EMAIL,
    password: reachable.PASSWORD,
  });
  const cookie = login.headers
    .getSetCookie()
    .map((value) => value.split(';')[0])
    .join('; ');
  const label = `doctor test ${process.pid}`;
  const created = await post('/rest/api-keys', { label, scopes: ['workflow:list'], expiresAt: null }, cookie);
  const keySchema = z.object({ data: z.object({ id: z.string(), rawApiKey: z.string() }) });
  const { data } = keySchema.parse(await created.json());
  try {
    await use(data.rawApiKey);
  } finally {
    await fetch(`${n8nUrl}/rest/api-keys/${data.id}`, { method: 'DELETE', headers: { cookie } });
  }
}
