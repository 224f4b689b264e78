import { MillwrightError } from '../../errors.ts';
import { logIn, type SessionCredentials, type Tell } from './log-in.ts';
import type { N8nRequest, RawAnswer, Transport } from './transport.ts';

export type SessionSend = (request: N8nRequest) => Promise<RawAnswer>;

export interface SessionOptions {
  /** Ends the waiting for a login with its reason. */
  signal?: AbortSignal | undefined;
  tell?: Tell | undefined;
}

/** A login that several requests of this process wait for; it is given up when none does any more. */
interface Login {
  cookie: Promise<string>;
  waiting: number;
  over: AbortController;
}

/** By instance and user: activities open a client each. */
const logins = new Map<string, Login>();

/** The kept session may be an old one, and so may the one that another process kept since. */
const MOST_ATTEMPTS = 3;

/**
 * Sends requests with a session cookie. Logs in on first use, and again when the session has ended.
 * @throws MillwrightError `n8n_no_session` without credentials, `n8n_unauthorized` when they are wrong.
 */
export function createSessionSend(
  transport: Transport,
  credentials: SessionCredentials | undefined,
  { signal, tell = () => undefined }: SessionOptions = {},
): SessionSend {
  return async (request) => {
    if (credentials === undefined) {
      throw new MillwrightError(
        'n8n_no_session',
        `${request.path} of n8n needs a login, and none is configured.`,
      );
    }
    const key = JSON.stringify([transport.url, credentials.email, credentials.password]);
    let refused: string | undefined;
    for (let attempt = 1; ; attempt += 1) {
      const login = logins.get(key) ?? begin(key, transport, credentials, refused, tell);
      const cookie = await wait(login, signal);
      const answer = await transport.send({ ...request, headers: { ...request.headers, cookie } });
      if (answer.status !== 401 || attempt >= MOST_ATTEMPTS) return answer;
      forget(key, login);
      refused = cookie;
    }
  };
}

function begin(
  key: string,
  transport: Transport,
  credentials: SessionCredentials,
  refused: string | undefined,
  tell: Tell,
): Login {
  const over = new AbortController();
  const cookie = logIn(transport, credentials, { refused, signal: over.signal, tell });
  const login = { cookie, waiting: 0, over };
  logins.set(key, login);
  // A failed login is not kept: the next request may try again.
  cookie.catch(() => forget(key, login));
  return login;
}

/** Unless another request has logged in again meanwhile. */
function forget(key: string, login: Login): void {
  if (logins.get(key) === login) logins.delete(key);
}

/** Waits for a login that others may wait for, too. */
async function wait(login: Login, signal: AbortSignal | undefined): Promise<string> {
  signal?.throwIfAborted();
  login.waiting += 1;
  const { promise: interrupted, reject } = Promise.withResolvers<never>();
  const interrupt = (): void => reject(signal?.reason);
  signal?.addEventListener('abort', interrupt, { once: true });
  try {
    return await Promise.race([login.cookie, interrupted]);
  } finally {
    signal?.removeEventListener('abort', interrupt);
    login.waiting -= 1;
    if (login.waiting === 0) login.over.abort();
  }
}
