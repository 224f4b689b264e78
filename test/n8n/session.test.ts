import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { test } from 'vitest';
import { MillwrightError } from '../../src/errors.ts';
import { createSessionSend } from '../../src/n8n/client/session.ts';
import { createTransport } from '../../src/n8n/client/transport.ts';

// A loopback server, because the real n8n would have to be locked for a minute, and every other test with it. That n8n
// answers the sixth login of a minute with 429 and Retry-After was seen on 2.41.1.
async function withServer(listener: RequestListener, use: (url: string) => Promise<void>): Promise<void> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  assert.ok(typeof address === 'object' && address !== null);
  try {
    await use(`http://127.0.0.1:${address.port}`);
  } finally {
    server.close();
  }
}

const CREDENTIALS = { email: 'a@example.com', password: 'not-a-secret' };

test('a login that comes too often waits as long as n8n says, and then goes through', async () => {
  let logins = 0;
  const listener: RequestListener = (request, response) => {
    if (request.url !== '/rest/login') return void response.writeHead(200).end('{}');
    logins += 1;
    if (logins < 3)
      return void response.writeHead(429, { 'retry-after': '1' }).end('{"message":"Too many requests"}');
    return void response.writeHead(200, { 'set-cookie': 'n8n-auth=abc; Path=/' }).end('{}');
  };
  await withServer(listener, async (url) => {
    const send = createSessionSend(createTransport(url), CREDENTIALS);
    assert.equal((await send({ method: 'GET', path: '/rest/x' })).status, 200);
    assert.equal(logins, 3);
  });
});

test('a wrong password is refused at once and not tried again', async () => {
  let logins = 0;
  const listener: RequestListener = (_request, response) => {
    logins += 1;
    response.writeHead(401).end('{"message":"Wrong username or password"}');
  };
  await withServer(listener, async (url) => {
    const send = createSessionSend(createTransport(url), CREDENTIALS);
    const isUnauthorized = (error: unknown): boolean =>
      error instanceof MillwrightError && error.code === 'n8n_unauthorized';
    await assert.rejects(send({ method: 'GET', path: '/rest/x' }), isUnauthorized);
    assert.equal(logins, 1);
  });
});
