import { setTimeout as sleep } from 'node:timers/promises';
import { MillwrightError, type ErrorCode } from '../../errors.ts';

const POLL_INTERVAL_MS = 50;

export interface PollOptions {
  timeoutMs: number;
  everyMs?: number;
  /** Code and words of the error when the time is over. */
  code: ErrorCode;
  message: () => string;
  /** Ends the waiting with its reason. */
  signal?: AbortSignal | undefined;
}

/** Asks again and again until `look` gives something. @throws MillwrightError with the code given. */
export async function pollUntil<T>(look: () => Promise<T | undefined>, options: PollOptions): Promise<T> {
  const endsAt = performance.now() + options.timeoutMs;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (performance.now() >= endsAt) throw new MillwrightError(options.code, options.message());
    await sleep(options.everyMs ?? POLL_INTERVAL_MS, undefined, { signal: options.signal });
  }
}
