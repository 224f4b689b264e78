import { MillwrightError } from '../../errors.ts';
import { readCapped } from './read-capped.ts';

const DEFAULT_TIMEOUT_MS = 30_000;
const DEFAULT_MAX_BYTES = 32 * 1024 * 1024;

export type HttpMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export interface N8nRequest {
  method: HttpMethod;
  /** Path below the instance's URL, with its query. */
  path: string;
  /** Sent as JSON, or as it is when it is a form (package import). */
  body?: unknown;
  headers?: Record<string, string>;
  timeoutMs?: number;
  maxBytes?: number;
  /** Ends the request with its reason. */
  signal?: AbortSignal;
}

export interface RawAnswer {
  status: number;
  headers: Headers;
  text: string;
}

/** Sends requests to one instance; knows nothing of keys and sessions. */
export interface Transport {
  readonly url: string;
  /** Any answer, whatever its status. @throws MillwrightError `n8n_unreachable`, `n8n_rejected` (too large). */
  send(request: N8nRequest): Promise<RawAnswer>;
}

export function createTransport(instanceUrl: string): Transport {
  const url = instanceUrl.replace(/\/+$/, '');
  return { url, send: (request) => send(url, request) };
}

async function send(url: string, request: N8nRequest): Promise<RawAnswer> {
  const { body } = request;
  const isForm = body instanceof FormData;
  const timeoutMs = request.timeoutMs ?? DEFAULT_TIMEOUT_MS;
  const timeout = AbortSignal.timeout(timeoutMs);
  try {
    const response = await fetch(`${url}${request.path}`, {
      method: request.method,
      headers: {
        accept: 'application/json',
        ...(body === undefined || isForm ? {} : { 'content-type': 'application/json' }),
        ...request.headers,
      },
      ...(body === undefined ? {} : { body: isForm ? body : JSON.stringify(body) }),
      // A redirect would carry the key to another place.
      redirect: 'manual',
      signal: request.signal ? AbortSignal.any([timeout, request.signal]) : timeout,
    });
    const text = await readCapped(response, request.maxBytes ?? DEFAULT_MAX_BYTES);
    return { status: response.status, headers: response.headers, text };
  } catch (error) {
    if (error instanceof MillwrightError) throw error;
    request.signal?.throwIfAborted();
    throw new MillwrightError(
      'n8n_unreachable',
      `n8n at ${url} does not answer (${reasonOf(error, timeoutMs)}).`,
    );
  }
}

/** The system's code for a failed connection; never the whole error, which may quote the request. */
function reasonOf(error: unknown, timeoutMs: number): string {
  if (error instanceof Error && error.name === 'TimeoutError') return `no answer within ${timeoutMs} ms`;
  const cause = error instanceof Error ? error.cause : undefined;
  if (cause instanceof Error && 'code' in cause && typeof cause.code === 'string') return cause.code;
  return 'connection failed';
}
