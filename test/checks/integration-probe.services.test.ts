import assert from 'node:assert/strict';
import { afterAll, beforeAll, test } from 'vitest';
import { probeIntegration } from '../../src/checks/integration-probe.ts';
import { probeUrl } from '../../src/checks/probe-document.ts';
import { MillwrightError } from '../../src/errors.ts';
import { HARNESS_PREFIX } from '../../src/n8n/live/harness-document.ts';
import type { JsonValue } from '../../src/protocol/json.ts';
import type { IntegrationInstructions } from '../../src/spec/instructions.ts';
import { realClient } from '../n8n/instance.ts';
import { exampleStandIns, headerCredential, type RealStandIns } from './real-parts.ts';

const client = realClient();
let standIns: RealStandIns;
let good: Awaited<ReturnType<typeof headerCredential>>;
let wrong: Awaited<ReturnType<typeof headerCredential>>;
beforeAll(async () => {
  standIns = await exampleStandIns();
  good = await headerCredential(client, 'Authorization', 'Klaviyo-API-Key demo-klaviyo-key');
  wrong = await headerCredential(client, 'Authorization', 'Klaviyo-API-Key revoked');
});
afterAll(async () => {
  await client.deleteCredential(good.id);
  await client.deleteCredential(wrong.id);
  await standIns.close();
});

const accounts: IntegrationInstructions = {
  integration: 'klaviyo',
  api_endpoint: '/api/accounts',
  method: 'GET',
  expected_response: { status: 200, pattern: '"data"' },
  error_handling: [
    { error_code: 401, action: 'abort' },
    { error_code: 503, action: 'retry' },
  ],
};

function probe(
  change: Partial<IntegrationInstructions> = {},
  credential = good,
  baseUrl = `${standIns.url}/klaviyo`,
) {
  const { id, name, type: credential_type } = credential;
  const integration = {
    integration_id: 'klaviyo',
    base_url: baseUrl,
    credential: 'klaviyo',
    credential_type,
  };
  return probeIntegration(
    client,
    { ...accounts, ...change },
    { integration, baseUrl, credential: { id, name } },
  );
}

test('n8n calls with its own credential, and the answer is as expected', async () => {
  const { observations, action } = await probe();
  assert.deepEqual(
    observations.filter((observation) => !observation.passed),
    [],
  );
  assert.equal(observations.length, 2);
  assert.equal(action, undefined);
});

test('a body is sent as it is written', async () => {
  const body = { data: { type: 'event', attributes: { value: 1 } } };
  const sent = { method: 'POST' as const, api_endpoint: '/api/events', request_template: body };
  await standIns.client.openCase('probe', []);
  const { observations } = await probe(
    { ...sent, expected_response: { status: 202 } },
    good,
    standIns.client.caseUrl('probe', 'klaviyo'),
  );
  assert.equal(
    observations.every((observation) => observation.passed),
    true,
  );
  assert.deepEqual(
    (await standIns.client.requestsOf('probe')).map((request) => request.body),
    [body],
  );
});

test('a wrong credential is red, with the action that the specification names for its status', async () => {
  const { observations, action } = await probe({}, wrong);
  assert.match(observations[0]?.actual ?? '', /status 401/);
  assert.equal(observations[0]?.passed, false);
  assert.equal(action, 'abort');
});

test('a wrong status and a body without the pattern are red', async () => {
  const missing = await probe({ api_endpoint: '/api/nothing' });
  assert.match(missing.observations[0]?.actual ?? '', /status 404/);
  const other = await probe({ expected_response: { status: 200, pattern: '"accounts"' } });
  assert.deepEqual(
    other.observations.map((observation) => observation.passed),
    [true, false],
  );
});

test('JSON that is expected has to be in the body: a part of it is enough, another value is red', async () => {
  const passed = async (body: JsonValue) =>
    (await probe({ expected_response: { status: 200, body } })).observations.map((each) => each.passed);
  assert.deepEqual(await passed({}), [true, true]);
  assert.deepEqual(await passed({ data: 'something else' }), [true, false]);
});

test('a status to be retried is asked again, and one that stays is unavailable, not failed', async () => {
  const answer = {
    integration: 'klaviyo',
    method: 'GET' as const,
    path: '/api/accounts',
    status: 503,
    body: {},
  };
  await standIns.client.openCase('busy', [answer]);
  const busy = probe({}, good, standIns.client.caseUrl('busy', 'klaviyo'));
  await assert.rejects(
    busy,
    (error) => error instanceof MillwrightError && error.code === 'integration_unavailable',
  );
  assert.equal((await standIns.client.requestsOf('busy')).length, 4);
});

test('a service that does not listen is unavailable', async () => {
  const gone = probe({}, good, 'http://127.0.0.1:9');
  await assert.rejects(
    gone,
    (error) => error instanceof MillwrightError && error.code === 'integration_unavailable',
  );
});

test('an endpoint that leaves the base URL is refused before anything is called', async () => {
  const base = 'http://127.0.0.1:9/klaviyo';
  for (const endpoint of [
    '@evil.example/',
    '/../slack/x',
    '/a/%2e%2e/../../x',
    '.evil.example',
    '/{{ $env }}',
    '/a\\..\\..\\b',
  ]) {
    assert.equal(probeUrl(base, endpoint), undefined, endpoint);
  }
  assert.equal(probeUrl(base, '/api/accounts?x=1'), `${base}/api/accounts?x=1`);
  const { observations } = await probe({ api_endpoint: '/../slack/api' });
  assert.match(observations[0]?.actual ?? '', /nothing was called/);
});

test('no temporary workflow is left behind', async () => {
  const left = await client.listWorkflows(HARNESS_PREFIX);
  assert.deepEqual(
    left.filter((workflow) => workflow.name.includes('probe of klaviyo')),
    [],
  );
});
