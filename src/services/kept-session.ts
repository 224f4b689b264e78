import { createHash, randomUUID } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SessionCredentials, SessionKeeper } from '../n8n/client/log-in.ts';
import { createDataFolder, type DataFolder } from './data-folder.ts';

/** Nothing but what may stand in a header. */
const COOKIE = /^n8n-auth=[\w.~-]+$/;

/**
 * Keeps the session of one user of one n8n for all commands and workers of a data folder, readable by its owner only. A
 * folder that cannot be written keeps none: then each process logs in itself.
 */
export function sessionKeeper(
  folder: DataFolder,
  url: string,
  { email, password }: Pick<SessionCredentials, 'email' | 'password'>,
): SessionKeeper {
  // Another password is another login.
  const name = createHash('sha256')
    .update(JSON.stringify([url, email, password]))
    .digest('hex')
    .slice(0, 32);
  const file = join(folder.secrets, `n8n-session-${name}`);
  return {
    async read() {
      const cookie = await readFile(file, 'utf8').catch(() => '');
      return COOKIE.test(cookie) ? cookie : undefined;
    },
    async write(cookie) {
      const unfinished = `${file}.${randomUUID()}`;
      try {
        await createDataFolder(folder);
        await writeFile(unfinished, cookie, { mode: 0o600, flag: 'wx' });
        await rename(unfinished, file);
      } catch {
        // A session is no reason to fail: it can be had again.
      }
    },
  };
}
