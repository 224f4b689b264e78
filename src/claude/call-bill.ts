import { z } from 'zod';
import type { ArtifactStore } from '../artifacts/artifact-store.ts';
import { hashJson } from '../artifacts/content-hash.ts';
import type { FailedCall, ModelUsage } from '../protocol/activities.ts';

/** Which of a run's requests for code this is: at most one call is made for it. */
export interface BilledAsk {
  payer: string;
  /** Of the call. */
  key: string;
  ask: number;
}

/** What a call took that gave no answer, and why it gave none. */
export interface Bill {
  usage: ModelUsage;
  failure: FailedCall;
}

const billSchema = z.object({
  usage: z.object({
    model: z.string(),
    inputTokens: z.number(),
    outputTokens: z.number(),
    costUsd: z.number(),
    calls: z.number(),
    replayed: z.boolean(),
  }),
  failure: z.object({
    code: z.string(),
    reason: z.string(),
    wasTaken: z.boolean(),
    retryAfterMs: z.number().exactOptional(),
  }),
});

/**
 * Written before a call with its worst case, and again when it failed, with what it took: a worker that is killed in a
 * call, or before it could tell, costs what it costs, and is counted once (docs/decisions/what-is-counted.md).
 */
export async function writeBill(store: ArtifactStore, ask: BilledAsk, bill: Bill): Promise<void> {
  await store.setName(nameOf(ask), await store.putJson(bill));
}

/** The bill of an earlier attempt of this very request, whose worker could not tell of it. */
export async function readBill(store: ArtifactStore, ask: BilledAsk): Promise<Bill | undefined> {
  const hash = await store.getName(nameOf(ask));
  if (hash === undefined || !(await store.has(hash))) return undefined;
  return billSchema.parse(await store.getJson(hash));
}

function nameOf(ask: BilledAsk): string {
  return `model-bills/${hashJson(ask)}`;
}
