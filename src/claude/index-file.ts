import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { z } from 'zod';
import { canonicalJson } from '../artifacts/content-hash.ts';
import { writeFileAtomically } from '../artifacts/write-file-atomically.ts';

/** Small entries by hash in a folder: they point to artifacts. */
export class IndexFolder<Entry> {
  readonly #folder: string;
  readonly #schema: z.ZodType<Entry>;

  constructor(folder: string, schema: z.ZodType<Entry>) {
    this.#folder = folder;
    this.#schema = schema;
  }

  /** Nothing when there is no entry, or none that can be read: then the work is done again. */
  async read(key: string): Promise<Entry | undefined> {
    const text = await readFile(this.#pathOf(key), 'utf8').catch(() => undefined);
    if (text === undefined) return undefined;
    try {
      return this.#schema.safeParse(JSON.parse(text)).data;
    } catch {
      return undefined;
    }
  }

  /** @throws MillwrightError `workspace_unwritable`. */
  async write(key: string, entry: Entry): Promise<void> {
    await writeFileAtomically(this.#pathOf(key), `${canonicalJson(entry)}\n`);
  }

  #pathOf(key: string): string {
    return join(this.#folder, `${key}.json`);
  }
}
