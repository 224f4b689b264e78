import { z } from 'zod';
import { canonicalJson } from '../artifacts/content-hash.ts';
import type { ModelUsage } from '../protocol/activities.ts';
import { callCostUsd, worstCaseCallUsd } from './prices.ts';
import type { CodeRequest } from './prompt.ts';
import { countInput, countUsage, type StoredMessage } from './read-answer.ts';
import type { Exchange } from './watched-fetch.ts';

/** What had come of an answer when it broke off. */
const partialSchema = z.object({
  stop_reason: z.string().nullish(),
  content: z.array(z.looseObject({ type: z.string(), text: z.string().optional() })),
  usage: z.unknown(),
});

type Answer = Pick<StoredMessage, 'content' | 'usage'>;

/** Of code for which nothing was asked. */
export function noUsage(model: string): ModelUsage {
  return { model, inputTokens: 0, outputTokens: 0, costUsd: 0, replayed: false };
}

/** Of a whole answer. One that does not say what it took, or says nonsense, is charged at its worst case. */
export function usageOfAnswer(request: CodeRequest, { content, usage }: Answer): ModelUsage {
  const counted = countUsage(usage);
  const isNonsense = counted?.outputTokens === 0 && content.some(({ text = '' }) => text !== '');
  if (counted === undefined || isNonsense) return worstCase(request);
  const { inputTokens, cacheReadTokens, cacheWriteTokens, cacheWriteHourTokens, outputTokens } = counted;
  return {
    ...noUsage(request.model),
    calls: 1,
    inputTokens: inputTokens + cacheReadTokens + cacheWriteTokens + cacheWriteHourTokens,
    outputTokens,
    costUsd: callCostUsd(request.model, counted),
  };
}

/**
 * Of a call without a whole answer. What is refused costs nothing; of a stream that broke off, the input was counted at its
 * start, and text that came has at most as many tokens as bytes. What cannot be counted is charged at its worst case.
 *
 * @param partial the message as far as it came; nothing before its start
 * @param wasRefused the other side said itself that it gives no answer
 */
export function usageOfFailedCall(
  request: CodeRequest,
  { exchange, partial, wasRefused }: { exchange: Exchange; partial: unknown; wasRefused: boolean },
): ModelUsage {
  if (!exchange.wasSent) return { ...noUsage(request.model), calls: 0 };
  const begun = partialSchema.safeParse(partial);
  if (!begun.success) return wasRefused ? { ...noUsage(request.model), calls: 1 } : worstCase(request);
  const { stop_reason: stopReason, content, usage } = begun.data;
  // With a reason to stop come the final counts.
  if (typeof stopReason === 'string') return usageOfAnswer(request, begun.data);
  const input = countInput(usage);
  if (input === undefined) return worstCase(request);
  // What the model thinks is not sent, so it cannot be counted.
  const isAllText = content.every((block) => block.type === 'text');
  const outputTokens = isAllText
    ? content.reduce((bytes, { text = '' }) => bytes + Buffer.byteLength(text, 'utf8'), 0)
    : request.max_tokens;
  return usageOfAnswer(request, { content: [], usage: { ...input, output_tokens: outputTokens } });
}

/** The most that the request can cost. How many tokens it was is not known. */
export function worstCase(request: CodeRequest): ModelUsage {
  const promptBytes = Buffer.byteLength(canonicalJson(request), 'utf8');
  const costUsd = worstCaseCallUsd(request.model, promptBytes, request.max_tokens);
  return { ...noUsage(request.model), calls: 1, costUsd };
}
