import { setTimeout as pause } from 'node:timers/promises';
import { MillwrightError } from '../../errors.ts';
import { mapRefusal } from './refusal.ts';
import type { N8nRequest, RawAnswer, Transport } from './transport.ts';

/** Login of a service user. n8n's node descriptions and publication status are only given to sessions (n8n 2.41). */
export interface SessionCredentials {
  email: string;
  password: string;
}

export type SessionSend = (request: N8nRequest) => Promise<RawAnswer>;

/**
 * Cookies of this process, by instance and user: n8n takes five logins a minute (n8n 2.41), and activities open a
 * client each.
 */
const cookies = new Map<string, Promise<string>>();

/**
 * Sends requests with a session cookie. Logs in on first use, and once more when the session has ended.
 * @throws MillwrightError `n8n_no_session` without credentials, `n8n_unauthorized` when they are wrong.
 */
export function createSessionSend(
  transport: Transport,
  credentials: SessionCredentials | undefined,
): SessionSend {
  return async (request) => {
    if (credentials === undefined) {
      throw new MillwrightError(
        'n8n_no_session',
        `${request.path} of n8n needs a login, and none is configured.`,
      );
    }
    const key = JSON.stringify([transport.url, credentials.email, credentials.password]);
    for (let attempt = 1; ; attempt += 1) {
      const cookie = cookies.get(key) ?? logIn(transport, credentials);
      cookies.set(key, cookie);
      // A failed login is not kept: the next request may try again.
      cookie.catch(() => forget(key, cookie));
      const headers = { ...request.headers, cookie: await cookie };
      const answer = await transport.send({ ...request, headers });
      if (answer.status !== 401 || attempt > 1) return answer;
      forget(key, cookie);
    }
  };
}

/** Unless another request has logged in again meanwhile. */
function forget(key: string, cookie: Promise<string>): void {
  if (cookies.get(key) === cookie) cookies.delete(key);
}

/** Longest that n8n makes a user wait who logs in too often. */
const LOGIN_WINDOW_MS = 60_000;
const MOST_WAITS = 3;

/** Several workers of one user may log in at the same time: who is told to wait, waits, instead of failing its task. */
async function logIn(transport: Transport, credentials: SessionCredentials): Promise<string> {
  for (let waits = 0; ; waits += 1) {
    const answer = await transport.send({
      method: 'POST',
      path: '/rest/login',
      body: { emailOrLdapLoginId: credentials.email, password: credentials.password },
    });
    if (answer.status === 200) return cookieOf(answer);
    const refusal = mapRefusal(answer, 'to log in');
    if (answer.status !== 429 || waits >= MOST_WAITS) throw refusal;
    await pause(Math.min(refusal.retryAfterMs ?? LOGIN_WINDOW_MS, LOGIN_WINDOW_MS));
  }
}

function cookieOf(answer: RawAnswer): string {
  const cookie = answer.headers.getSetCookie().find((value) => value.startsWith('n8n-auth='));
  if (cookie === undefined)
    throw new MillwrightError('n8n_unauthorized', 'The login to n8n gave no session.');
  return cookie.split(';')[0] ?? '';
}
