import { z } from 'zod';
import type { ArtifactHash, ArtifactStore } from '../artifacts/artifact-store.ts';
import { hashJson } from '../artifacts/content-hash.ts';
import { readMessage, type StoredMessage } from './read-answer.ts';

/** What makes two calls the same call. */
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

const answerSchema = z.object({ message: z.unknown(), payer: z.string() });

/** Equal for equal calls. */
export function callKey(call: CallIdentity): string {
  return hashJson({ ...call, decisionId: call.decisionId ?? null });
}

export async function readAnswer(
  store: ArtifactStore,
  key: string,
): Promise<(CachedAnswer & { answerHash: ArtifactHash }) | undefined> {
  const hash = await store.getName(nameOf(key));
  if (hash === undefined || !(await store.has(hash))) return undefined;
  const { message, payer } = answerSchema.parse(await store.getJson(hash));
  return { message: readMessage(message), payer, answerHash: hash };
}

/**
 * Raw answers of the model are kept before anything else is done with them: a crash between "the model answered" and
 * "the activity completed" costs nothing.
 * @returns hash of the artifact
 */
export async function keepAnswer(
  store: ArtifactStore,
  key: string,
  answer: CachedAnswer,
): Promise<ArtifactHash> {
  const hash = await store.putJson(answer);
  await store.setName(nameOf(key), hash);
  return hash;
}

function nameOf(key: string): string {
  return `model-answers/${key}`;
}
