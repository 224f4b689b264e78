import { MillwrightError } from '../errors.ts';

/** Tokens of one answered call, as the API counts them. `inputTokens` are those neither read from nor written to the cache. */
export interface TokenUsage {
  inputTokens: number;
  outputTokens: number;
  cacheReadTokens: number;
  /** Written to the cache for five minutes. */
  cacheWriteTokens: number;
  /** Written to the cache for one hour. */
  cacheWriteHourTokens: number;
}

/** US dollars per million tokens. */
interface Price {
  input: number;
  output: number;
  cacheRead: number;
  cacheWrite: number;
  cacheWriteHour: number;
}

/**
 * List prices of the standard tier, last compared on 2026-11-20 with https://platform.claude.com/docs/en/about-claude/pricing.
 * Only models of which every price is known: a missing one is refused, never counted as $0.00.
 */
const PRICES: ReadonlyMap<string, Price> = new Map([
  ['claude-fable-5-1', { input: 10, output: 50, cacheRead: 0.25, cacheWrite: 12.5, cacheWriteHour: 20 }],
  ['claude-opus-5-5', { input: 4, output: 20, cacheRead: 0.2, cacheWrite: 5, cacheWriteHour: 8 }],
  // Sources differ about reading Sonnet's cache (0.20 or 0.10): the higher one is charged.
  ['claude-sonnet-5-5', { input: 2, output: 10, cacheRead: 0.2, cacheWrite: 2.5, cacheWriteHour: 4 }],
  ['claude-opus-5', { input: 5, output: 25, cacheRead: 0.5, cacheWrite: 6.25, cacheWriteHour: 10 }],
]);

const TOKENS_PER_PRICE = 1_000_000;

/**
 * Tokens that the API adds to a request by itself (roles, the instruction that makes it follow the output schema).
 * Not documented as a number; this is several times what such instructions take.
 */
const ADDED_TOKENS = 4_096;

/** @throws MillwrightError `model_price_unknown`. */
export function callCostUsd(model: string, usage: TokenUsage): number {
  const price = priceOf(model);
  const total =
    usage.inputTokens * price.input +
    usage.outputTokens * price.output +
    usage.cacheReadTokens * price.cacheRead +
    usage.cacheWriteTokens * price.cacheWrite +
    usage.cacheWriteHourTokens * price.cacheWriteHour;
  return total / TOKENS_PER_PRICE;
}

/**
 * Upper bound of the price of one call. The tokeniser works on bytes, and a token stands for at least one byte,
 * so a request has no more tokens than bytes. All are counted at the rate for writing the five-minute cache, the dearest
 * that our requests can meet, and the answer, thinking included, at the longest that is allowed.
 * @throws MillwrightError `model_price_unknown`.
 */
export function worstCaseCallUsd(model: string, promptBytes: number, maxOutputTokens: number): number {
  const price = priceOf(model);
  const dearestInput = Math.max(price.input, price.cacheWrite);
  return ((promptBytes + ADDED_TOKENS) * dearestInput + maxOutputTokens * price.output) / TOKENS_PER_PRICE;
}

/** Asked before a call: what cannot be priced is not bought. @throws MillwrightError `model_price_unknown`. */
export function requirePrice(model: string): void {
  priceOf(model);
}

function priceOf(model: string): Price {
  const price = PRICES.get(model);
  if (price) return price;
  const known = [...PRICES.keys()].join(', ');
  throw new MillwrightError(
    'model_price_unknown',
    `no price is known for the model ${model}; known are ${known}`,
  );
}
