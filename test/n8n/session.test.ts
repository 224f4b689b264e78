import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { test } from 'vitest';
import { MillwrightError } from '../../src/errors.ts';
import type { SessionKeeper } from '../../src/n8n/client/log-in.ts';
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

/** An n8n that gives the session `n8n-auth=<number of the login>`, and knows only the newest. */
function countingLogins(): { listener: RequestListener; logins: () => number } {
  let logins = 0;
  return {
    logins: () => logins,
    listener(request, response) {
      if (request.url === '/rest/login') {
        logins += 1;
        return void response.writeHead(200, { 'set-cookie': `n8n-auth=${logins}; Path=/` }).end('{}');
      }
      const isKnown = request.headers.cookie === `n8n-auth=${logins}`;
      return void response.writeHead(isKnown ? 200 : 401).end('{}');
    },
  };
}

function keeperWith(cookie?: string): SessionKeeper & { kept: () => string | undefined } {
  let kept = cookie;
  return {
    kept: () => kept,
    read: async () => kept,
    write: async (written) => void (kept = written),
  };
}

/** Sends one request as another process would: with credentials of its own, and so without a shared memory. */
function asAnotherProcess(url: string, kept: SessionKeeper, email: string) {
  return createSessionSend(createTransport(url), { email, password: 'not-a-secret', kept });
}

test('a session that another process has kept is used, and no login is made', async () => {
  const { listener, logins } = countingLogins();
  await withServer(listener, async (url) => {
    const keeper = keeperWith();
    for (let index = 1; index <= 6; index += 1) {
      const send = asAnotherProcess(url, keeper, `${index}@example.com`);
      assert.equal((await send({ method: 'GET', path: '/rest/x' })).status, 200);
    }
    assert.equal(logins(), 1);
  });
});

test('a kept session that has ended is replaced by a new login, which is kept', async () => {
  const { listener, logins } = countingLogins();
  await withServer(listener, async (url) => {
    const keeper = keeperWith('n8n-auth=of-yesterday');
    const send = asAnotherProcess(url, keeper, 'b@example.com');
    assert.equal((await send({ method: 'GET', path: '/rest/x' })).status, 200);
    assert.equal(logins(), 1);
    assert.equal(keeper.kept(), 'n8n-auth=1');
  });
});

/** An n8n that lets nobody log in within the next minute. */
const tooManyLogins: RequestListener = (request, response) => {
  const isLogin = request.url === '/rest/login';
  if (!isLogin && request.headers.cookie === 'n8n-auth=of-another')
    return void response.writeHead(200).end('{}');
  return void response.writeHead(isLogin ? 429 : 401, { 'retry-after': '60' }).end('{"message":"Too many"}');
};

test('who waits for a login says so, and takes the session that another process gets meanwhile', async () => {
  await withServer(tooManyLogins, async (url) => {
    const keeper = keeperWith();
    const told: string[] = [];
    const tell = (text: string): void => {
      told.push(text);
      void keeper.write('n8n-auth=of-another');
    };
    const credentials = { email: 'c@example.com', password: 'not-a-secret', kept: keeper };
    const send = createSessionSend(createTransport(url), credentials, { tell });
    assert.equal((await send({ method: 'GET', path: '/rest/x' })).status, 200);
    assert.deepEqual(told, ['n8n takes five logins a minute of one user: the next one in 60 s.']);
  });
});

test('waiting for a login ends with a cancellation, for the one who is cancelled only', async () => {
  await withServer(tooManyLogins, async (url) => {
    const keeper = keeperWith();
    const credentials = { email: 'd@example.com', password: 'not-a-secret', kept: keeper };
    const cancelled = new AbortController();
    const { promise: waits, resolve: tell } = Promise.withResolvers<string>();
    const request = { method: 'GET', path: '/rest/x' } as const;
    const first = createSessionSend(createTransport(url), credentials, { tell, signal: cancelled.signal });
    const second = createSessionSend(createTransport(url), credentials);
    const answers = [first(request), second(request)] as const;
    await waits;
    const reason = new Error('the run was cancelled');
    cancelled.abort(reason);
    await assert.rejects(answers[0], (error) => error === reason);
    await keeper.write('n8n-auth=of-another');
    assert.equal((await answers[1]).status, 200);
  });
});
