import { join } from 'node:path';
import { z } from 'zod';
import type { ArtifactHash, ArtifactStore } from '../artifacts/artifact-store.ts';
import { hashJson } from '../artifacts/content-hash.ts';
import { IndexFolder } from './index-file.ts';
import { readMessage, type StoredMessage } from './read-answer.ts';

/** What makes two calls the same call (D5). */
export interface CallIdentity {
  requestHash: ArtifactHash;
  taskId: string;
  round: number;
  /** A person's `retry` asks anew. */
  decisionId: string | undefined;
  /** Recorded answers are never taken for real ones. */
  replayed: boolean;
}

export interface CachedAnswer {
  message: StoredMessage;
  /** The run that asked, and so paid. */
  payer: string;
}

const entrySchema = z.object({ answerHash: z.string(), payer: z.string() });

/**
 * Raw answers of the model, kept before anything else is done with them: a crash between "the model answered" and "the
 * activity completed" costs nothing (M49).
 */
export class ResponseCache {
  readonly #artifacts: ArtifactStore;
  readonly #index: IndexFolder<z.infer<typeof entrySchema>>;

  constructor(artifacts: ArtifactStore, dataFolder: string) {
    this.#artifacts = artifacts;
    this.#index = new IndexFolder(join(dataFolder, 'model-answers'), entrySchema);
  }

  async read(call: CallIdentity): Promise<CachedAnswer | undefined> {
    const entry = await this.#index.read(keyOf(call));
    if (!entry || !(await this.#artifacts.has(entry.answerHash))) return undefined;
    return { message: readMessage(await this.#artifacts.getJson(entry.answerHash)), payer: entry.payer };
  }

  /** The content first, then the entry that points to it. */
  async write(call: CallIdentity, { message, payer }: CachedAnswer): Promise<void> {
    await this.#index.write(keyOf(call), { answerHash: await this.#artifacts.putJson(message), payer });
  }
}

function keyOf(call: CallIdentity): string {
  return hashJson({ ...call, decisionId: call.decisionId ?? null });
}
