import { Anthropic, APIError } from '@anthropic-ai/sdk';
import { ERRORS } from '../errors.ts';
import type { FailedCall, ModelUsage } from '../protocol/activities.ts';
import { usageOfAnswer, usageOfFailedCall } from './charge.ts';
import type { ClientSettings } from './client-settings.ts';
import { isForeign, toMillwrightError } from './error-mapping.ts';
import { readMessage, type StoredMessage } from './read-answer.ts';
import type { CodeRequest } from './prompt.ts';
import { watchFetch, type Watch } from './watched-fetch.ts';

export interface CallOptions {
  settings: ClientSettings;
  /** What is asked for, for messages: "task discount-policy, round 1". */
  about: string;
  /** Called while bytes come. */
  heartbeat: () => void;
  /** Cancels the call. */
  signal: AbortSignal;
}

/** How a call ended, with what it took. */
export type CallEnd =
  | { answered: true; message: StoredMessage; usage: ModelUsage }
  | { answered: false; failure: FailedCall; usage: ModelUsage };

/**
 * One streamed call of the Messages API: no retries (the run asks again, with `retry-after`), no ambient credentials, no
 * helper that parses before the stop reason was looked at. What the API sent is data, and so is that it sent nothing.
 *
 * @throws the reason of `signal` when it was given before anything was sent.
 */
export async function askModel(request: CodeRequest, options: CallOptions): Promise<CallEnd> {
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
  let partial: unknown;
  try {
    const stream = client.messages.stream(request, { signal: AbortSignal.any([signal, watch.signal]) });
    stream.on('streamEvent', (_event, snapshot) => (partial = snapshot));
    const message = readMessage(await stream.finalMessage());
    return { answered: true, message, usage: usageOfAnswer(request, message) };
  } catch (error) {
    return failedCall(request, options, { error, partial, watch });
  } finally {
    watch.stop();
  }
}

function failedCall(
  request: CodeRequest,
  { settings, about, signal }: CallOptions,
  { error, partial, watch }: { error: unknown; partial: unknown; watch: Watch },
): CallEnd {
  const { exchange } = watch;
  if (signal.aborted && !exchange.wasSent) signal.throwIfAborted();
  const { apiKey, baseUrl } = settings;
  const givenUpBecause = signal.aborted
    ? 'the call was given up before its answer was whole'
    : watch.signal.aborted
      ? String(watch.signal.reason)
      : undefined;
  const { code, message, retryAfterMs } = toMillwrightError(error, {
    about,
    apiKey,
    baseUrl,
    exchange,
    givenUpBecause,
  });
  const wasRefused = error instanceof APIError && (exchange.status ?? 200) >= 300;
  const saidNo =
    wasRefused || isErrorEvent(error) || (isForeign(exchange) && !isWholeMessage(exchange.beginning));
  const wasTaken = exchange.wasSent && !wasRefused && !signal.aborted;
  return {
    answered: false,
    failure: {
      code,
      reason: message,
      wasTaken: wasTaken && ERRORS[code].class === 'transient',
      ...(retryAfterMs !== undefined && { retryAfterMs }),
    },
    usage: usageOfFailedCall(request, { exchange, partial, wasRefused: saidNo }),
  };
}

/** An error that the API sent as an event of its stream. */
function isErrorEvent(error: unknown): boolean {
  return error instanceof APIError && error.status === undefined && error.type !== null;
}

/** Something between us and the API that does not stream: the model has answered. */
function isWholeMessage(beginning: string): boolean {
  return /^\s*\{/.test(beginning) && /"type"\s*:\s*"message"/.test(beginning);
}
