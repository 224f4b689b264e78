import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MillwrightError } from '../errors.ts';
import type { ArtifactHash, ArtifactStore } from './artifact-store.ts';
import { canonicalJson, hashText } from './content-hash.ts';
import { LocalNames } from './local-names.ts';
import { writeFileAtomically } from './write-file-atomically.ts';

/** Largest artifact in bytes: far above any specification, small enough to be read into memory. */
const MAX_ARTIFACT_BYTES = 16 * 1024 * 1024;

/** An {@link ArtifactStore} in a folder of this machine: `<folder>/<first two hex digits>/<hash>`, and `<folder>/names`. */
export class LocalArtifactStore implements ArtifactStore {
  readonly #folder: string;
  readonly #maxBytes: number;
  readonly #names: LocalNames;

  constructor(folder: string, options: { maxBytes?: number } = {}) {
    this.#folder = folder;
    this.#names = new LocalNames(join(folder, 'names'));
    this.#maxBytes = options.maxBytes ?? MAX_ARTIFACT_BYTES;
  }

  /** @throws MillwrightError `artifact_too_large`, `workspace_unwritable`. */
  async putText(text: string): Promise<ArtifactHash> {
    const sizeBytes = Buffer.byteLength(text, 'utf8');
    if (sizeBytes > this.#maxBytes) {
      throw new MillwrightError(
        'artifact_too_large',
        `a value of ${sizeBytes} bytes is above the limit of ${this.#maxBytes} bytes`,
      );
    }
    const hash = hashText(text);
    if (!(await this.#isIntact(hash))) await writeFileAtomically(this.#pathOf(hash), text);
    return hash;
  }

  async putJson(value: unknown): Promise<ArtifactHash> {
    return this.putText(canonicalJson(value));
  }

  async getText(hash: ArtifactHash): Promise<string> {
    let text: string;
    try {
      text = await readFile(this.#pathOf(hash), 'utf8');
    } catch (cause) {
      throw new MillwrightError('artifact_missing', `no artifact ${hash} in ${this.#folder}`, { cause });
    }
    if (hashText(text) !== hash) {
      throw new MillwrightError(
        'artifact_corrupt',
        `the content of ${this.#pathOf(hash)} does not have its hash`,
      );
    }
    return text;
  }

  async getJson(hash: ArtifactHash): Promise<unknown> {
    const text = await this.getText(hash);
    try {
      return JSON.parse(text);
    } catch (cause) {
      throw new MillwrightError('artifact_corrupt', `artifact ${hash} is not JSON`, { cause });
    }
  }

  async has(hash: ArtifactHash): Promise<boolean> {
    return access(this.#pathOf(hash)).then(
      () => true,
      () => false,
    );
  }

  async setName(name: string, hash: ArtifactHash, options?: { onlyIfAbsent?: boolean }): Promise<boolean> {
    return this.#names.setName(name, hash, options);
  }

  async getName(name: string): Promise<ArtifactHash | undefined> {
    return this.#names.getName(name);
  }

  async listNames(prefix: string): Promise<string[]> {
    return this.#names.listNames(prefix);
  }

  /** A damaged file is written anew, so that the same content heals the store. */
  async #isIntact(hash: ArtifactHash): Promise<boolean> {
    return this.getText(hash).then(
      () => true,
      () => false,
    );
  }

  /** Hashes arrive from outside (histories, index files): anything else must not become a path. */
  #pathOf(hash: ArtifactHash): string {
    if (!/^[0-9a-f]{64}$/.test(hash)) {
      throw new MillwrightError(
        'artifact_missing',
        `${JSON.stringify(hash.slice(0, 80))} is not an artifact hash`,
      );
    }
    return join(this.#folder, hash.slice(0, 2), hash);
  }
}
