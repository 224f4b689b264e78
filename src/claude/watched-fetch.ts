/** Largest answer that is read, in bytes: far above the longest answer the API gives. */
const MAX_RESPONSE_BYTES = 16 * 1024 * 1024;

export interface Watch {
  /** For the client's `fetch` option. */
  fetch: typeof fetch;
  /** Fires when nothing came for too long, or too much came. Its reason is a sentence. */
  signal: AbortSignal;
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
  let timer: NodeJS.Timeout | undefined;
  let receivedBytes = 0;
  const alive = (): void => {
    onBytes();
    clearTimeout(timer);
    timer = setTimeout(() => dead.abort(`nothing came for ${idleTimeoutMs} ms`), idleTimeoutMs);
  };
  const count = (chunk: Uint8Array): void => {
    alive();
    receivedBytes += chunk.byteLength;
    if (receivedBytes > MAX_RESPONSE_BYTES)
      dead.abort(`the answer is larger than ${MAX_RESPONSE_BYTES} bytes`);
  };
  return {
    signal: dead.signal,
    stop: () => clearTimeout(timer),
    fetch: async (input, init) => {
      alive();
      const response = await fetch(input, init);
      if (!response.body) return response;
      const body = response.body.pipeThrough(
        new TransformStream<Uint8Array, Uint8Array>({
          transform(chunk, controller) {
            count(chunk);
            controller.enqueue(chunk);
          },
        }),
      );
      return new Response(body, {
        status: response.status,
        statusText: response.statusText,
        headers: response.headers,
      });
    },
  };
}
