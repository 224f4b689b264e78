import assert from 'node:assert/strict';
import { afterAll, beforeAll, test } from 'vitest';
import { MillwrightError } from '../../src/errors.ts';
import { parseStandIns } from '../../src/stand-ins/read-definition.ts';
import { createStandInClient } from '../../src/stand-ins/stand-in-client.ts';
import { startStandIns, type StandIns } from '../../src/stand-ins/start-stand-ins.ts';

const EXAMPLE = new URL('../../examples/abandoned-cart/stand-ins.yaml', import.meta.url).pathname;
const KLAVIYO = { Authorization: 'Klaviyo-API-Key demo-klaviyo-key' };

let standIns: StandIns;
beforeAll(async () => {
  standIns = await startStandIns({ files: [EXAMPLE], port: 0 });
});
afterAll(() => standIns.close());

async function requests(cursor = 0): Promise<Record<string, unknown>[]> {
  const response = await fetch(`${standIns.url}/__stand-ins/requests?after=${cursor}`);
  const { requests: all } = (await response.json()) as { requests: Record<string, unknown>[] };
  return all;
}

test('a route answers below its integration, and a path value is used in the body', async () => {
  const response = await fetch(`${standIns.url}/shopify/admin/api/2026-01/checkouts/2001.json?fields=id`, {
    headers: { 'X-Shopify-Access-Token': 'demo-shopify-token' },
  });
  assert.equal(response.status, 200);
  assert.deepEqual(await response.json(), { checkout: { id: '2001.json', completed_at: null } });
  const last = (await requests()).at(-1);
  assert.equal(last?.['path'], '/admin/api/2026-01/checkouts/2001.json');
  assert.deepEqual(last?.['query'], { fields: 'id' });
});

test('a missing or wrong header gets 401, an unknown path 404; both are recorded, never the value', async () => {
  const earlier = (await requests()).length;
  const wrong = await fetch(`${standIns.url}/klaviyo/api/accounts`, {
    headers: { Authorization: 'secret-canary' },
  });
  assert.equal(wrong.status, 401);
  assert.equal((await fetch(`${standIns.url}/klaviyo/api/accounts`)).status, 401);
  assert.equal((await fetch(`${standIns.url}/klaviyo/api/nothing`, { headers: KLAVIYO })).status, 404);
  const recorded = (await requests()).slice(earlier);
  assert.deepEqual(
    recorded.map((request) => request['headerOk']),
    [false, false, true],
  );
  assert.deepEqual(
    recorded.map((request) => request['status']),
    [401, 401, 404],
  );
  const everything = JSON.stringify(await requests());
  assert.ok(!everything.includes('secret-canary') && !everything.includes('demo-klaviyo-key'));
});

test('the request body is recorded as JSON, and a cursor skips what was seen', async () => {
  const cursor = (await requests()).length;
  const body = JSON.stringify({ data: { type: 'event' } });
  const response = await fetch(`${standIns.url}/klaviyo/api/events`, {
    method: 'POST',
    headers: KLAVIYO,
    body,
  });
  assert.equal(response.status, 202);
  const [request, ...others] = await requests(cursor);
  assert.deepEqual(request?.['body'], { data: { type: 'event' } });
  assert.deepEqual(others, []);
});

test('extra answers and recorded requests of a case do not touch another case or the plain routes', async () => {
  const client = createStandInClient(standIns.url);
  const answer = {
    integration: 'klaviyo',
    method: 'GET' as const,
    path: '/api/accounts',
    status: 503,
    body: {},
  };
  await client.openCase('one', [answer]);
  await client.openCase('two', []);
  const status = async (base: string) => (await fetch(`${base}/api/accounts`, { headers: KLAVIYO })).status;
  assert.equal(await status(client.caseUrl('one', 'klaviyo')), 503);
  assert.equal(await status(client.caseUrl('two', 'klaviyo')), 200);
  assert.equal(await status(`${standIns.url}/klaviyo`), 200);
  assert.equal((await client.requestsOf('one')).length, 1);
  await client.closeCase('one');
  assert.equal(await status(client.caseUrl('one', 'klaviyo')), 404);
});

test('health names the service and what it stands in for', async () => {
  assert.deepEqual(await createStandInClient(standIns.url).integrations(), ['shopify', 'klaviyo', 'slack']);
});

test('stand-ins that are not there, and a port that is taken, are errors with a code', async () => {
  const { port } = new URL(standIns.url);
  const taken = startStandIns({ files: [], port: Number(port) });
  await assert.rejects(taken, (error) => error instanceof MillwrightError && error.code === 'port_in_use');
  const other = await startStandIns({ files: [], port: 0 });
  await other.close();
  const gone = createStandInClient(other.url).integrations();
  await assert.rejects(
    gone,
    (error) => error instanceof MillwrightError && error.code === 'stand_ins_unreachable',
  );
});

test('a wrong file is refused with the line of each problem', () => {
  const text =
    '- integration: klaviyo\n  routes:\n    - { method: FETCH, path: /a, status: 200 }\n- integration: slack\n  routes: []\n  rotues: []\n';
  assert.throws(
    () => parseStandIns(text, 'stand-ins.yaml'),
    (error) => {
      assert.ok(error instanceof MillwrightError && error.code === 'stand_ins_invalid');
      assert.match(error.message, /stand-ins\.yaml:3:17 \/0\/routes\/0\/method/);
      assert.match(error.message, /stand-ins\.yaml:4:/);
      return true;
    },
  );
  assert.throws(() => parseStandIns('- [unclosed', 'x.yaml'), /x\.yaml:1:/);
});
