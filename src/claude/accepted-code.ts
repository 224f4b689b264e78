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

export interface AcceptedCode {
  codeHash: ArtifactHash;
  /** What the model said when it wrote it. */
  remarksHash?: ArtifactHash | undefined;
}

export async function findAcceptedCode(store: ArtifactStore, key: string): Promise<AcceptedCode | undefined> {
  const codeHash = await store.getName(nameOf(key));
  if (codeHash === undefined || !(await store.has(codeHash))) return undefined;
  return { codeHash, remarksHash: await store.getName(remarksNameOf(key)) };
}

/** Called by the orchestrator after the check passed, never on the model's word. */
export async function recordAcceptedCode(
  store: ArtifactStore,
  key: string,
  { codeHash, remarksHash }: AcceptedCode,
): Promise<void> {
  if (remarksHash !== undefined) await store.setName(remarksNameOf(key), remarksHash);
  await store.setName(nameOf(key), codeHash);
}

function remarksNameOf(key: string): string {
  return `accepted-remarks/${key}`;
}

function nameOf(key: string): string {
  return `accepted-code/${key}`;
}
