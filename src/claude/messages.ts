import { Anthropic } from '@anthropic-ai/sdk';
import type { ClientSettings } from './client-settings.ts';
import { toMillwrightError } from './error-mapping.ts';
import { readMessage, type StoredMessage } from './read-answer.ts';
import type { CodeRequest } from './prompt.ts';
import { watchFetch } from './watched-fetch.ts';

export interface CallOptions {
  settings: ClientSettings;
  /** What is asked for, for messages: "task discount-policy, round 1". */
  about: string;
  /** Called while bytes come. */
  heartbeat: () => void;
  /** Cancels the call; its reason is thrown. */
  signal: AbortSignal;
}

/**
 * One streamed call of the Messages API: no retries (Temporal's, with `retry-after`), no ambient credentials, no helper that
 * parses before the stop reason was looked at.
 *
 * @returns the whole message as the API sent it; whatever it says is data
 * @throws MillwrightError `model_*`, or the reason of `signal`.
 */
export async function askModel(request: CodeRequest, options: CallOptions): Promise<StoredMessage> {
  const { settings, signal } = options;
  signal.throwIfAborted();
  const watch = watchFetch(settings.idleTimeoutMs, options.heartbeat);
  const client = new Anthropic({
    apiKey: settings.apiKey,
    baseURL: settings.baseUrl,
    maxRetries: 0,
    logLevel: 'warn', // lower levels print the prompt
    fetch: watch.fetch,
  });
  try {
    const stream = client.messages.stream(request, { signal: AbortSignal.any([signal, watch.signal]) });
    return readMessage(await stream.finalMessage());
  } catch (error) {
    signal.throwIfAborted();
    const givenUpBecause = watch.signal.aborted ? String(watch.signal.reason) : undefined;
    throw toMillwrightError(error, { about: options.about, apiKey: settings.apiKey, givenUpBecause });
  } finally {
    watch.stop();
  }
}
