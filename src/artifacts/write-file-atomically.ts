import { randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { MillwrightError } from '../errors.ts';

/**
 * Writes a file so that a reader, or a crash at any moment, sees either nothing or the whole content:
 * a file beside it, flushed to disk, then renamed into place.
 * @throws MillwrightError `workspace_unwritable`.
 */
export async function writeFileAtomically(path: string, text: string): Promise<void> {
  const unfinished = `${path}.${randomUUID()}.tmp`;
  try {
    await mkdir(dirname(path), { recursive: true });
    const file = await open(unfinished, 'wx');
    try {
      await file.writeFile(text, 'utf8');
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(unfinished, path);
  } catch (cause) {
    await rm(unfinished, { force: true }).catch(() => undefined);
    throw new MillwrightError('workspace_unwritable', `cannot write ${path}`, { cause });
  }
}
