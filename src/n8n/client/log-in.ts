import { setTimeout as pause } from 'node:timers/promises';
import { MillwrightError } from '../../errors.ts';
import { mapRefusal } from './refusal.ts';
import type { RawAnswer, Transport } from './transport.ts';

/** Login of a service user. n8n's node descriptions and publication status are only given to sessions (n8n 2.41). */
export interface SessionCredentials {
  email: string;
  password: string;
  /** Where the session is kept for other processes. */
  kept?: SessionKeeper;
}

/** The cookie of one user of one instance, shared by all commands and workers: n8n takes five logins a minute (n8n 2.41). */
export interface SessionKeeper {
  read(): Promise<string | undefined>;
  write(cookie: string): Promise<void>;
}

/** Longest that n8n makes a user wait who logs in too often. */
const LOGIN_WINDOW_MS = 60_000;
const MOST_WAITS = 3;
const LOOK_EVERY_MS = 1_000;

/** Tells people why nothing happens. */
export type Tell = (text: string) => void;

/**
 * A session cookie other than `refused`: the one that is kept, else that of a new login. Several processes of one user may
 * log in at the same time: who is told to wait, waits, and takes what another one has got meanwhile.
 * @throws MillwrightError `n8n_unauthorized`, or what n8n refuses with when it was waited for.
 */
export async function logIn(
  transport: Transport,
  credentials: SessionCredentials,
  { refused, signal, tell }: { refused: string | undefined; signal: AbortSignal; tell: Tell },
): Promise<string> {
  for (let waits = 0; ; waits += 1) {
    const kept = await credentials.kept?.read();
    if (kept !== undefined && kept !== refused) return kept;
    const answer = await transport.send({
      method: 'POST',
      path: '/rest/login',
      body: { emailOrLdapLoginId: credentials.email, password: credentials.password },
      signal,
    });
    if (answer.status === 200) {
      const cookie = cookieOf(answer);
      await credentials.kept?.write(cookie);
      return cookie;
    }
    const refusal = mapRefusal(answer, 'to log in');
    if (answer.status !== 429 || waits >= MOST_WAITS) throw refusal;
    const waitMs = Math.min(refusal.retryAfterMs ?? LOGIN_WINDOW_MS, LOGIN_WINDOW_MS);
    tell(`n8n takes five logins a minute of one user: the next one in ${Math.ceil(waitMs / 1_000)} s.`);
    await waitForAnother(credentials.kept, refused, waitMs, signal);
  }
}

/** Waits for its turn, or until another process has logged in. */
async function waitForAnother(
  kept: SessionKeeper | undefined,
  refused: string | undefined,
  waitMs: number,
  signal: AbortSignal,
): Promise<void> {
  for (let leftMs = waitMs; leftMs > 0; leftMs -= LOOK_EVERY_MS) {
    await pause(Math.min(leftMs, LOOK_EVERY_MS), undefined, { signal });
    const found = await kept?.read();
    if (found !== undefined && found !== refused) return;
  }
}

function cookieOf(answer: RawAnswer): string {
  const cookie = answer.headers.getSetCookie().find((value) => value.startsWith('n8n-auth='));
  if (cookie === undefined)
    throw new MillwrightError('n8n_unauthorized', 'The login to n8n gave no session.');
  return cookie.split(';')[0] ?? '';
}
