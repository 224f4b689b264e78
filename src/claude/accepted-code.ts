import { join } from 'node:path';
import { z } from 'zod';
import type { ArtifactHash } from '../artifacts/artifact-store.ts';
import { hashJson } from '../artifacts/content-hash.ts';
import type { CodeTask } from './code-task.ts';
import { IndexFolder } from './index-file.ts';
import type { PromptFiles } from './prompt-files.ts';

const entrySchema = z.object({ codeHash: z.string() });

/**
 * Code that passed its checks, by everything its prompt depends on: a later run of an unchanged task takes it, checks it
 * again, and pays nothing (invariant 2).
 */
export class AcceptedCode {
  readonly #index: IndexFolder<z.infer<typeof entrySchema>>;

  constructor(dataFolder: string) {
    this.#index = new IndexFolder(join(dataFolder, 'accepted-code'), entrySchema);
  }

  async find(key: string): Promise<ArtifactHash | undefined> {
    return (await this.#index.read(key))?.codeHash;
  }

  /** Called by the orchestrator after the check passed, never on the model's word (M33). */
  async recordAcceptedCode(key: string, codeHash: ArtifactHash): Promise<void> {
    await this.#index.write(key, { codeHash });
  }
}

/** @param replayed code from recorded answers is not taken by a run that asks the model */
export function acceptedCodeKey(task: CodeTask, prompts: PromptFiles, replayed: boolean): string {
  return hashJson({ ...task, authorSource: null, promptHash: prompts.hash, replayed });
}
