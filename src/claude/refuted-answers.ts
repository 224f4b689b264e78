import type { ArtifactHash, ArtifactStore } from '../artifacts/artifact-store.ts';

/**
 * Notes that an answer was no usable code, or code that failed its samples. It stays the answer of the run that paid it;
 * another run that asks the same asks the model.
 */
export async function markRefuted(store: ArtifactStore, answerHash: ArtifactHash): Promise<void> {
  await store.setName(nameOf(answerHash), answerHash);
}

export async function isRefuted(store: ArtifactStore, answerHash: ArtifactHash): Promise<boolean> {
  return (await store.getName(nameOf(answerHash))) !== undefined;
}

function nameOf(answerHash: ArtifactHash): string {
  return `refuted-answers/${answerHash}`;
}
