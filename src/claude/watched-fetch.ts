/** Largest answer that is read, in bytes: far above the longest answer the API gives. */
const MAX_RESPONSE_BYTES = 16 * 1024 * 1024;

/** Characters that are kept of the beginning of an answer: enough to see what it is. */
const MAX_BEGINNING = 400;

/** A longer answer than the limits allow cannot be; below the time that the activity has. */
const LONGEST_CALL_MS = 14 * 60 * 1_000;

/** Nothing was sent: there was no connection. */
const NO_CONNECTION =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|UND_ERR_CONNECT_TIMEOUT|ERR_TLS_\w+|\w*CERT\w*|UNABLE_TO_VERIFY_LEAF_SIGNATURE)$/;

/** What is known of a request and its answer, whatever became of the call. */
export interface Exchange {
  /** False when it is certain that nothing reached the other side. */
  wasSent: boolean;
  status?: number;
  contentType?: string;
  /** Of the answer's body. */
  beginning: string;
}

export interface Watch {
  /** For the client's `fetch` option. */
  fetch: typeof fetch;
  /** Fires when nothing came for too long, or too much came. Its reason is a sentence. */
  signal: AbortSignal;
  exchange: Exchange;
  stop(): void;
}

/**
 * A `fetch` that notices a dead stream. The SDK's own timeout ends with the response headers, and it drops pings, so
 * a stall in the middle of an answer is seen only by looking at the bytes.
 *
 * @param onBytes called when a request starts and for every piece of its answer
 */
export function watchFetch(idleTimeoutMs: number, onBytes: () => void): Watch {
  const dead = new AbortController();
  const exchange: Exchange = { wasSent: false, beginning: '' };
  const decoder = new TextDecoder();
  let timer: NodeJS.Timeout | undefined;
  let longest: NodeJS.Timeout | undefined;
  let receivedBytes = 0;
  const alive = (): void => {
    onBytes();
    clearTimeout(timer);
    timer = setTimeout(() => dead.abort(`nothing came for ${idleTimeoutMs} ms`), idleTimeoutMs);
  };
  const count = (chunk: Uint8Array): void => {
    alive();
    receivedBytes += chunk.byteLength;
    if (exchange.beginning.length < MAX_BEGINNING)
      exchange.beginning += decoder.decode(chunk, { stream: true }).slice(0, MAX_BEGINNING);
    if (receivedBytes > MAX_RESPONSE_BYTES)
      dead.abort(`the answer is larger than ${MAX_RESPONSE_BYTES} bytes`);
  };
  return {
    signal: dead.signal,
    exchange,
    stop: () => {
      clearTimeout(timer);
      clearTimeout(longest);
    },
    fetch: async (input, init) => {
      alive();
      longest = setTimeout(
        () => dead.abort(`the answer was not whole after ${LONGEST_CALL_MS / 60_000} minutes`),
        LONGEST_CALL_MS,
      );
      exchange.wasSent = true;
      const response = await fetch(input, init).catch((error: unknown) => {
        exchange.wasSent = !NO_CONNECTION.test(codeOf(error));
        throw error;
      });
      exchange.status = response.status;
      exchange.contentType = response.headers.get('content-type') ?? '';
      if (!response.body) return response;
      return new Response(response.body.pipeThrough(counted(count)), {
        status: response.status,
        statusText: response.statusText,
        headers: response.headers,
      });
    },
  };
}

function counted(count: (chunk: Uint8Array) => void): TransformStream<Uint8Array, Uint8Array> {
  return new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      count(chunk);
      controller.enqueue(chunk);
    },
  });
}

/** `fetch` wraps what the network said. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return '';
  if ('code' in error && typeof error.code === 'string') return error.code;
  return codeOf(error.cause);
}
