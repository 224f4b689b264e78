import type { ArtifactHash, ArtifactStore } from '../artifacts/artifact-store.ts';
import { hashJson } from '../artifacts/content-hash.ts';
import type { CodeTask } from './code-task.ts';
import type { PromptFiles } from './prompt-files.ts';

/**
 * Code that passed its checks, by everything its prompt depends on: a later run of an unchanged task takes it, checks it
 * again, and pays nothing.
 *
 * @param replayed code from recorded answers is not taken by a run that asks the model
 */
export function acceptedCodeKey(task: CodeTask, prompts: PromptFiles, replayed: boolean): string {
  return hashJson({ ...task, authorSource: null, uses: [], promptHash: prompts.hash, replayed });
}

export async function findAcceptedCode(store: ArtifactStore, key: string): Promise<ArtifactHash | undefined> {
  const codeHash = await store.getName(nameOf(key));
  return codeHash !== undefined && (await store.has(codeHash)) ? codeHash : undefined;
}

/** Called by the orchestrator after the check passed, never on the model's word. */
export async function recordAcceptedCode(
  store: ArtifactStore,
  key: string,
  codeHash: ArtifactHash,
): Promise<void> {
  await store.setName(nameOf(key), codeHash);
}

function nameOf(key: string): string {
  return `accepted-code/${key}`;
}
