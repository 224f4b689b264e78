import { randomUUID } from 'node:crypto';
import { link, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { withCleanUp } from '../clean-up.ts';
import { MillwrightError } from '../errors.ts';
import type { ArtifactHash, NameStore } from './artifact-store.ts';
import { foldersAndFile, foldersBelow } from './name-path.ts';
import { writeFileAtomically } from './write-file-atomically.ts';

const entrySchema = z.object({ name: z.string(), hash: z.string().regex(/^[0-9a-f]{64}$/) });
type Entry = z.infer<typeof entrySchema>;

/** A process may hold some hundred files open. */
const FILES_AT_ONCE = 64;

/** Names in a folder of this machine, a file for each. A damaged file is no name, and the next writer heals it. */
export class LocalNames implements NameStore {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async setName(
    name: string,
    hash: ArtifactHash,
    { onlyIfAbsent = false }: { onlyIfAbsent?: boolean } = {},
  ): Promise<boolean> {
    if (!entrySchema.shape.hash.safeParse(hash).success)
      throw new MillwrightError('internal', `${JSON.stringify(hash.slice(0, 80))} is not an artifact hash`);
    const text = `${JSON.stringify({ name, hash })}\n`;
    const path = this.#pathOf(name);
    if (!onlyIfAbsent) {
      await writeFileAtomically(path, text);
      return true;
    }
    if ((await this.getName(name)) !== undefined) return false;
    const prepared = `${path}.${randomUUID()}.new`;
    await writeFileAtomically(prepared, text);
    return withCleanUp(
      async () => (await linkIfAbsent(prepared, path)) || this.#replaceDamaged(name, prepared),
      () => rm(prepared, { force: true }),
    );
  }

  async getName(name: string): Promise<ArtifactHash | undefined> {
    const entry = await readEntry(this.#pathOf(name));
    return entry?.name === name ? entry.hash : undefined;
  }

  async listNames(prefix: string): Promise<string[]> {
    const files = await filesBelow(join(this.#folder, ...foldersBelow(prefix)));
    const names: string[] = [];
    for (let start = 0; start < files.length; start += FILES_AT_ONCE) {
      const entries = await Promise.all(files.slice(start, start + FILES_AT_ONCE).map(readEntry));
      names.push(...entries.flatMap((entry) => entry?.name ?? []));
    }
    return names.filter((name) => name.startsWith(`${prefix}/`)).toSorted();
  }

  /** The damaged file is put aside by one of the writers; a whole one that came in between is put back. */
  async #replaceDamaged(name: string, prepared: string): Promise<boolean> {
    if ((await this.getName(name)) !== undefined) return false;
    const path = this.#pathOf(name);
    const aside = `${path}.${randomUUID()}.old`;
    try {
      await rename(path, aside);
    } catch (cause) {
      if (isAbsent(cause)) return linkIfAbsent(prepared, path);
      throw unwritable(path, cause);
    }
    const isWhole = (await readEntry(aside))?.name === name;
    const isSet = await linkIfAbsent(isWhole ? aside : prepared, path);
    await rm(aside, { force: true });
    return isSet && !isWhole;
  }

  #pathOf(name: string): string {
    return join(this.#folder, ...foldersAndFile(name));
  }
}

/** A hard link is made whole or not at all, and never over a file that is there. */
async function linkIfAbsent(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (cause) {
    if (hasCode(cause, 'EEXIST')) return false;
    throw unwritable(to, cause);
  }
}

async function readEntry(path: string): Promise<Entry | undefined> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    if (isAbsent(cause)) return undefined;
    throw unreadable(path, cause);
  }
  try {
    return entrySchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

async function filesBelow(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile() && entry.name.endsWith('.json'))
      .map((entry) => join(entry.parentPath, entry.name));
  } catch (cause) {
    if (isAbsent(cause)) return [];
    throw unreadable(folder, cause);
  }
}

function isAbsent(cause: unknown): boolean {
  return hasCode(cause, 'ENOENT') || hasCode(cause, 'ENOTDIR');
}

function hasCode(cause: unknown, code: string): boolean {
  return cause instanceof Error && 'code' in cause && cause.code === code;
}

function unwritable(path: string, cause: unknown): MillwrightError {
  return new MillwrightError('workspace_unwritable', `cannot write ${path}`, { cause });
}

function unreadable(path: string, cause: unknown): MillwrightError {
  return new MillwrightError('workspace_unreadable', `cannot read ${path}`, { cause });
}
