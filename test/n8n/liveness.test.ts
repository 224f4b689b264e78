import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { test } from 'vitest';
import { createN8nClient } from '../../src/n8n/client/client.ts';
import { waitUntilDown, waitUntilLive } from '../../src/n8n/live/liveness.ts';
import type { StoredWorkflow } from '../../src/n8n/client/wire.ts';
import { uniqueName, webhookNode } from './instance.ts';

// A loopback server, because how long the real n8n takes between its answer and the first call cannot be set.

const REGISTERED = 'This webhook is not registered for GET requests. Did you mean to make a POST request?';

/** Gives the answers in turn, and the last one for ever. @returns how many were given */
async function withAnswers(
  answers: Record<string, (string | object)[]>,
  use: (url: string, given: () => number) => Promise<void>,
): Promise<void> {
  let given = 0;
  const server = createServer((request, response) => {
    if (request.url === '/rest/login') {
      response.writeHead(200, { 'set-cookie': 'n8n-auth=abc; Path=/' }).end('{}');
      return;
    }
    const own = Object.entries(answers).find(([path]) => request.url?.startsWith(path))?.[1] ?? [];
    const answer = own.length > 1 ? own.shift() : own[0];
    given += 1;
    response.writeHead(200).end(typeof answer === 'string' ? answer : JSON.stringify({ data: answer }));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  assert.ok(typeof address === 'object' && address !== null);
  try {
    await use(`http://127.0.0.1:${address.port}`, () => given);
  } finally {
    server.close();
  }
}

function published(nodes: StoredWorkflow['nodes']): StoredWorkflow {
  return {
    id: 'w',
    name: uniqueName('liveness'),
    active: true,
    isArchived: false,
    createdAt: '2026-01-01T00:00:00.000Z',
    nodes,
    connections: {},
    settings: {},
    versionId: 'new',
    activeVersionId: 'new',
  };
}

test('a workflow is live when its webhook listens, not when n8n says that it is published', () =>
  withAnswers({ '/webhook/': ['not registered', 'not registered', REGISTERED] }, async (url, given) => {
    const client = createN8nClient({ url, apiKey: 'x' });
    assert.equal(await waitUntilLive(client, published([webhookNode('orders')])), 'live');
    assert.equal(given(), 3);
  }));

test('a workflow is down when its webhook listens no more', () =>
  withAnswers({ '/webhook/': [REGISTERED, REGISTERED, 'not registered'] }, async (url, given) => {
    await waitUntilDown(createN8nClient({ url, apiKey: 'x' }), published([webhookNode('orders')]));
    assert.equal(given(), 3);
  }));

test('a workflow is live when the version that was published is, not an older one', async () => {
  const states = ['old', 'old', 'new'].map((liveVersionId) => ({ status: 'published', liveVersionId }));
  await withAnswers({ '/rest/workflows/w/publication-status': states }, async (url, given) => {
    const session = { email: 'a@example.com', password: 'not-a-secret' };
    assert.equal(await waitUntilLive(createN8nClient({ url, apiKey: 'x', session }), published([])), 'live');
    assert.equal(given(), 3);
  });
});

test('without a webhook and without a login nobody can tell whether a workflow is live', () =>
  withAnswers({}, async (url, given) => {
    const client = createN8nClient({ url, apiKey: 'x' });
    assert.equal(await waitUntilLive(client, published([])), 'unverified');
    assert.equal(given(), 0);
  }));
