import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'vitest';
import { type NodeCatalogue, createCatalogue } from '../../src/n8n/catalogue/catalogue.ts';
import { compactDescriptions } from '../../src/n8n/catalogue/compact.ts';
import { loadCatalogue } from '../../src/n8n/catalogue/load.ts';
import type { JsonObject } from '../../src/protocol/json.ts';
import { keyOnlyClient, loggedInClient } from './instance.ts';

const catalogue = await loadCatalogue(await loggedInClient(), join(tmpdir(), 'millwright-n8n-catalogue'));

function check(
  nodeType: string,
  parameters: JsonObject,
  typeVersion?: number,
  from: NodeCatalogue = catalogue,
) {
  return from.checkParameters(from.resolve(nodeType, typeVersion), parameters);
}

test('display names, aliases and full types lead to the type and its default version', () => {
  const http = { type: 'n8n-nodes-base.httpRequest', typeVersion: 4.5 };
  for (const name of ['HTTP Request', 'http request', 'cURL', 'n8n-nodes-base.httpRequest']) {
    assert.deepEqual(catalogue.resolve(name), http, name);
  }
  assert.deepEqual(catalogue.resolve('HTTP Request', 4.2), { ...http, typeVersion: 4.2 });
  assert.equal(catalogue.resolve('IF').type, 'n8n-nodes-base.if');
});

test('every name that n8n shows of its nodes leads to one that is called so', async () => {
  const descriptions = compactDescriptions(await (await loggedInClient()).fetchNodeDescriptions());
  const all = createCatalogue(descriptions);
  const shown = descriptions.filter((node) => !node.hidden && node.versions.includes(node.defaultVersion));
  assert.ok(shown.length > 400);
  const isCalled = (type: string, name: string): boolean =>
    shown.some((node) => node.type === type && [node.displayName, node.nodeName].includes(name));
  for (const { displayName, nodeName = displayName } of shown)
    for (const name of [displayName, nodeName])
      assert.ok(isCalled(all.resolve(name).type, name), `${name}: ${all.resolve(name).type}`);
  assert.equal(catalogue.resolve('Edit Fields').type, 'n8n-nodes-base.set');
});

test('what kind of connections a node has is known where n8n declares it', () => {
  const types = (name: string, side: 'inputs' | 'outputs') =>
    catalogue.connectionTypes(catalogue.resolve(name), side);
  assert.deepEqual(types('OpenAI Chat Model', 'outputs'), ['ai_languageModel']);
  assert.deepEqual(types('Schedule Trigger', 'inputs'), []);
  assert.deepEqual(types('HTTP Request', 'inputs'), ['main']);
});

test('an unknown type or version is told, with the nearest name or the versions there are', () => {
  assert.throws(() => catalogue.resolve('HTTP Reqest'), /Did you mean `HTTP Request`\?/);
  assert.throws(() => catalogue.resolve('n8n-nodes-base.webhok'), /Did you mean `n8n-nodes-base.webhook`\?/);
  assert.throws(() => catalogue.resolve('Webhook', 99), {
    code: 'node_type_unknown',
    message: /no version 99.*1, 1\.1, 2, 2\.1/,
  });
});

const SILENT: [string, string, JsonObject, RegExp][] = [
  [
    'a misspelt parameter',
    'HTTP Request',
    { url: 'x', methd: 'GET' },
    /no parameter `methd`\. Did you mean `method`/,
  ],
  [
    'a misspelt option',
    'HTTP Request',
    { url: 'x', options: { timeot: 3 } },
    /`options\.timeot`\. Did you mean `timeout`/,
  ],
  [
    'a value that is not in the list',
    'Wait',
    { resume: 'timeInterval', unit: 'secs' },
    /`unit` cannot be secs/,
  ],
  ['a required parameter that is missing', 'HTTP Request', { method: 'GET' }, /`url` is required/],
  [
    'a body that would not be sent',
    'HTTP Request',
    { url: 'x', jsonBody: '{}' },
    /no effect here: it needs sendBody = true/,
  ],
  [
    'conditions of an old If',
    'If',
    { conditions: { number: [] } },
    /no `conditions\.number` in this version/,
  ],
  ['values of an old Set', 'Set', { values: { string: [] } }, /no parameter `values`/],
  [
    'rules in the wrong place',
    'Switch',
    { mode: 'rules', rules: { rules: [] } },
    /no `rules\.rules`\. .*`values`/,
  ],
  [
    'a field of a list',
    'Schedule Trigger',
    { rule: { interval: [{ feld: 'hours' }] } },
    /`rule\.interval\[0\]\.feld`/,
  ],
  ['a text for a switch', 'HTTP Request', { url: 'x', sendBody: 'yes' }, /`sendBody` must be true or false/],
];

for (const [what, nodeType, parameters, words] of SILENT) {
  test(`what n8n accepts in silence is told: ${what}`, () => {
    assert.match(check(nodeType, parameters)?.join(' ') ?? '', words);
  });
}

test('what is right is not objected to: expressions, nested fields, parameters of another version', () => {
  assert.deepEqual(check('HTTP Request', { method: '={{ $json.m }}', url: '={{ $json.u }}' }), []);
  const body = { method: 'POST', url: 'x', sendBody: true, specifyBody: 'json', jsonBody: '={{ 1 }}' };
  assert.deepEqual(check('HTTP Request', body), []);
  assert.deepEqual(
    check('Schedule Trigger', { rule: { interval: [{ field: 'hours', hoursInterval: 2 }] } }),
    [],
  );
  assert.deepEqual(check('Set', { values: { string: [{ name: 'a', value: 'b' }] } }, 2), []);
});

test('outputs are counted where n8n declares them', () => {
  assert.equal(catalogue.outputCount(catalogue.resolve('If')), 2);
  assert.equal(catalogue.outputCount(catalogue.resolve('HTTP Request')), 1);
  assert.equal(catalogue.outputCount(catalogue.resolve('Switch')), undefined);
});

test('without a login nothing is passed in silence', async () => {
  const bare = await loadCatalogue(keyOnlyClient(), tmpdir());
  assert.equal(bare.verified, false);
  assert.equal(check('HTTP Request', { methd: 1 }, undefined, bare), undefined);
  assert.deepEqual(bare.resolve('n8n-nodes-base.slack', 2.3), {
    type: 'n8n-nodes-base.slack',
    typeVersion: 2.3,
  });
  assert.throws(() => bare.resolve('Slack'), { code: 'node_type_unknown', message: /Without a login/ });
});

test('the descriptions are kept in the folder given, and a broken file is fetched anew', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'millwright-catalogue-'));
  t.onTestFinished(() => rm(folder, { recursive: true }));
  const client = await loggedInClient();
  // Another address of the same instance: what this process remembers does not count.
  const elsewhere = { ...client, url: `${client.url}/?${crypto.randomUUID()}` };
  await loadCatalogue(elsewhere, folder);
  const [file = ''] = await readdir(folder);
  assert.match(file, /^nodes-[0-9a-f]{32}\.json$/);
  const again = { ...client, url: `${client.url}/?${crypto.randomUUID()}` };
  await writeFile(join(folder, file), '{ broken');
  assert.equal((await loadCatalogue(again, folder)).resolve('If').type, 'n8n-nodes-base.if');
});

test('a description that is not understood is left out, and the others stand', () => {
  const whole = {
    name: 'a.b',
    displayName: 'B',
    version: 1,
    outputs: ['main'],
    properties: [{ name: 'x', type: 'string' }, 7],
  };
  const found = createCatalogue(compactDescriptions([{ name: 3 }, whole, 'text']));
  assert.deepEqual(found.resolve('B'), { type: 'a.b', typeVersion: 1 });
  assert.deepEqual(found.checkParameters(found.resolve('B'), { x: '1' }), []);
});
