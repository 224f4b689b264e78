import { z } from 'zod';
import { answerSchema, type ModelAnswer } from './answer-schema.ts';
import type { TokenUsage } from './prices.ts';

const tokens = z.number().int().nonnegative();

/** The parts of a message that we read; all others are kept with it. */
const messageSchema = z.looseObject({
  type: z.literal('message'),
  stop_reason: z.string(),
  stop_details: z
    .looseObject({ category: z.string().nullish(), explanation: z.string().nullish() })
    .nullish(),
  content: z.array(z.looseObject({ type: z.string(), text: z.string().optional() })),
  usage: z.looseObject({
    input_tokens: tokens,
    output_tokens: tokens,
    cache_read_input_tokens: tokens.nullish(),
    cache_creation_input_tokens: tokens.nullish(),
    cache_creation: z.looseObject({ ephemeral_1h_input_tokens: tokens.nullish() }).nullish(),
  }),
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

export function readUsage({ usage }: StoredMessage): TokenUsage {
  const cacheWriteHourTokens = usage.cache_creation?.ephemeral_1h_input_tokens ?? 0;
  return {
    inputTokens: usage.input_tokens,
    outputTokens: usage.output_tokens,
    cacheReadTokens: usage.cache_read_input_tokens ?? 0,
    cacheWriteTokens: Math.max(0, (usage.cache_creation_input_tokens ?? 0) - cacheWriteHourTokens),
    cacheWriteHourTokens,
  };
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
