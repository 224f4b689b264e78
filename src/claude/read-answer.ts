import { z } from 'zod';
import { answerSchema, type ModelAnswer } from './answer-schema.ts';
import type { TokenUsage } from './prices.ts';

const tokens = z.number().int().nonnegative();

const inputSchema = z.looseObject({
  input_tokens: tokens,
  cache_read_input_tokens: tokens.nullish(),
  cache_creation_input_tokens: tokens.nullish(),
  cache_creation: z.looseObject({ ephemeral_1h_input_tokens: tokens.nullish() }).nullish(),
});

const outputSchema = z.looseObject({ output_tokens: tokens });

/** The parts of a message that we read; all others are kept with it. What it took is read by itself: it may be missing. */
const messageSchema = z.looseObject({
  type: z.literal('message'),
  stop_reason: z.string(),
  stop_details: z
    .looseObject({ category: z.string().nullish(), explanation: z.string().nullish() })
    .nullish(),
  content: z.array(z.looseObject({ type: z.string(), text: z.string().optional() })),
  usage: z.unknown(),
});

/** A whole answer of the API, as it is kept in the response cache. */
export type StoredMessage = z.infer<typeof messageSchema>;

export type AnswerReading =
  | { outcome: 'answered'; answer: ModelAnswer }
  | { outcome: 'refused'; reason: string }
  | { outcome: 'truncated'; reason: string }
  | { outcome: 'invalid'; reason: string };

/** @throws Error when `message` is no message of the API, e.g. the page of a proxy. */
export function readMessage(message: unknown): StoredMessage {
  const parsed = messageSchema.safeParse(message);
  if (!parsed.success)
    throw new Error(`the answer is no message of the Messages API: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
}

/** What an answer took; nothing when the API does not say so, or says what cannot be. */
export function countUsage(usage: unknown): TokenUsage | undefined {
  const input = countInput(usage);
  const output = outputSchema.safeParse(usage);
  if (input === undefined || !output.success) return undefined;
  const cacheWriteHourTokens = input.cache_creation?.ephemeral_1h_input_tokens ?? 0;
  return {
    inputTokens: input.input_tokens,
    outputTokens: output.data.output_tokens,
    cacheReadTokens: input.cache_read_input_tokens ?? 0,
    cacheWriteTokens: Math.max(0, (input.cache_creation_input_tokens ?? 0) - cacheWriteHourTokens),
    cacheWriteHourTokens,
  };
}

/** The part of it that is known when an answer begins. No request has no tokens. */
export function countInput(usage: unknown): z.infer<typeof inputSchema> | undefined {
  const { data } = inputSchema.safeParse(usage);
  if (data === undefined) return undefined;
  const { input_tokens: fresh, cache_read_input_tokens: read, cache_creation_input_tokens: written } = data;
  return fresh + (read ?? 0) + (written ?? 0) > 0 ? data : undefined;
}

/** Looks at the stop reason first: text that was cut off, or not given, is never parsed. */
export function readAnswer(message: StoredMessage): AnswerReading {
  switch (message.stop_reason) {
    case 'refusal':
      return { outcome: 'refused', reason: describeRefusal(message) };
    case 'max_tokens':
      return { outcome: 'truncated', reason: 'the answer reached the limit of its length and was cut off' };
    case 'model_context_window_exceeded':
      return { outcome: 'truncated', reason: 'task and answer together do not fit into the model' };
    case 'end_turn':
    case 'stop_sequence':
      return parseAnswer(message);
    default:
      return {
        outcome: 'invalid',
        reason: `the answer stopped for an unexpected reason: ${message.stop_reason}`,
      };
  }
}

function describeRefusal({ stop_details: details }: StoredMessage): string {
  const parts = [details?.category, details?.explanation].filter((part) => typeof part === 'string');
  return parts.length > 0
    ? `the model declined: ${parts.join(': ')}`
    : 'the model declined and gave no reason';
}

/** Thinking comes first, so the text is looked for by its type. */
function parseAnswer(message: StoredMessage): AnswerReading {
  const text = message.content.find((block) => block.type === 'text')?.text;
  if (text === undefined) return { outcome: 'invalid', reason: 'the answer has no text' };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { outcome: 'invalid', reason: 'the answer is not JSON' };
  }
  const parsed = answerSchema.safeParse(value);
  if (parsed.success) return { outcome: 'answered', answer: parsed.data };
  return {
    outcome: 'invalid',
    reason: `the answer does not follow the schema: ${z.prettifyError(parsed.error)}`.slice(0, 1_000),
  };
}
