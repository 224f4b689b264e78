import { setTimeout as delay } from 'node:timers/promises';
import { DatabaseSync } from 'node:sqlite';

const RETRY_MS = 100;
const SQLITE_BUSY = 5;

/**
 * Runs `action` while holding a lock that only one process of this machine can hold.
 *
 * The lock is an exclusive SQLite transaction: the kernel lets go of it when its holder dies, however it
 * dies, so there is no stale lock to recognise and to break.
 *
 * @param onWait called once when somebody else holds the lock
 */
export async function withFileLock<T>(
  path: string,
  action: () => Promise<T>,
  onWait?: () => void,
): Promise<T> {
  const database = new DatabaseSync(path, { timeout: 0 });
  try {
    for (let waits = 0; !tryBegin(database); waits += 1) {
      if (waits === 0) onWait?.();
      await delay(RETRY_MS);
    }
    return await action();
  } finally {
    database.close();
  }
}

function tryBegin(database: DatabaseSync): boolean {
  try {
    database.exec('BEGIN EXCLUSIVE');
    return true;
  } catch (error) {
    if (error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY) return false;
    throw error;
  }
}
