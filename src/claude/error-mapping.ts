import { APIConnectionError, APIError, APIUserAbortError } from '@anthropic-ai/sdk';
import { MillwrightError, type ErrorCode } from '../errors.ts';
import type { Exchange } from './watched-fetch.ts';

/** `error.details.error_code` by which the replay server says that it has no recording of a request. */
export type NoRecordedAnswer = 'no_recorded_answer';
const NO_RECORDED_ANSWER: NoRecordedAnswer = 'no_recorded_answer';

/** A monthly limit: trying again before somebody raised it is pointless. */
const SPEND_LIMITS: ReadonlySet<string | null> = new Set([
  'contract_spend_limit_reached',
  'enforced_spend_limit_reached',
  'linked_organization_spend_limit_reached',
  'linked_organization_billing_unavailable',
]);

/** A longer wait is asked for again when it is over; this keeps a wrong header from stopping a run for weeks. */
const LONGEST_WAIT_MS = 60 * 60 * 1_000;

export interface CallFailure {
  /** "task discount-policy, round 1" */
  about: string;
  baseUrl: string;
  exchange: Exchange;
  /** Never in a message, even when the other side repeats it. */
  apiKey: string;
  /** Why our own watch gave the call up, if it did. */
  givenUpBecause: string | undefined;
}

/**
 * What an error of the SDK means for the run. An error in the middle of a stream has no status and no class of its own, so
 * it is judged by the type that the API sent. The original is not attached: it may repeat what was sent.
 */
export function toMillwrightError(error: unknown, call: CallFailure): MillwrightError {
  if (call.givenUpBecause !== undefined) {
    return new MillwrightError('model_unreachable', `${call.about}: ${call.givenUpBecause}`);
  }
  if (isForeign(call.exchange)) return foreignAnswer(call);
  const code = codeOf(error);
  const retryAfterMs = error instanceof APIError ? retryAfter(error.headers) : undefined;
  const message = withoutKey(`${call.about}: ${describe(error)}${hintAt(error, call)}`, call);
  return new MillwrightError(code, message, retryAfterMs === undefined ? {} : { retryAfterMs });
}

/** True when it answered, and what came is no stream of the Messages API: the page of a proxy, an error with status 200. */
export function isForeign({ status = 0, contentType = '', beginning }: Exchange): boolean {
  if (status < 200 || status > 299) return false;
  const begins = beginning.trimStart();
  return begins === '' ? !/event-stream/i.test(contentType) : !/^(event|data|id|retry)?:/.test(begins);
}

function foreignAnswer(call: CallFailure): MillwrightError {
  const { status, contentType, beginning } = call.exchange;
  const what = contentType === '' || contentType === undefined ? 'something without a type' : contentType;
  const words = beginning
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim()
    .slice(0, 160);
  const says = words === '' ? 'nothing' : JSON.stringify(words);
  const message = `${call.about}: ${originOf(call.baseUrl)} answered ${status} with ${what} in place of the Messages API (${says}). Check ANTHROPIC_BASE_URL.`;
  return new MillwrightError('model_unreachable', withoutKey(message, call));
}

/** An error without a type of the API comes from something in between. */
function hintAt(error: unknown, { baseUrl }: CallFailure): string {
  const isOfTheApi = !(error instanceof APIError) || error.status === undefined || error.type !== null;
  return isOfTheApi
    ? ''
    : `; this is no error of the Messages API: check ANTHROPIC_BASE_URL (${originOf(baseUrl)})`;
}

/** An address may hold a password. */
function originOf(baseUrl: string): string {
  return URL.canParse(baseUrl) ? new URL(baseUrl).origin : 'the endpoint';
}

function withoutKey(text: string, { apiKey }: CallFailure): string {
  return apiKey === '' ? text : text.replaceAll(apiKey, '[key]');
}

function codeOf(error: unknown): ErrorCode {
  if (!(error instanceof APIError)) return 'model_unreachable'; // a stream that broke off, or an answer that is none
  if (error instanceof APIConnectionError || error instanceof APIUserAbortError) return 'model_unreachable';
  if (error.errorCode === NO_RECORDED_ANSWER) return 'model_no_recorded_answer';
  if (SPEND_LIMITS.has(error.errorCode)) return 'model_billing';
  return error.status === undefined ? codeOfType(error) : codeOfStatus(error.status);
}

function codeOfStatus(status: number): ErrorCode {
  switch (status) {
    case 401:
    case 403:
      return 'model_unauthorized';
    case 402:
      return 'model_billing';
    case 408:
      return 'model_unreachable';
    case 409:
    case 429:
      return 'model_overloaded';
    default:
      return status >= 500 ? 'model_overloaded' : 'model_rejected';
  }
}

function codeOfType(error: APIError): ErrorCode {
  switch (error.type) {
    case 'authentication_error':
    case 'permission_error':
      return 'model_unauthorized';
    case 'billing_error':
      return 'model_billing';
    case 'invalid_request_error':
    case 'not_found_error':
    case 'memory_precondition_failed_error':
    case 'memory_path_conflict_error':
      return 'model_rejected';
    case 'rate_limit_error':
    case 'timeout_error':
    case 'api_error':
    case 'overloaded_error':
    case 'conflict_error':
      return 'model_overloaded';
    case null:
      return 'model_unreachable';
    default:
      return 'model_overloaded'; // a type newer than the SDK; the stream had begun, so the request was good
  }
}

function describe(error: unknown): string {
  if (!(error instanceof APIError))
    return error instanceof Error ? error.message : 'the answer could not be read';
  const parts = [error.status, error.type, error.errorCode].filter(
    (part) => part !== null && part !== undefined,
  );
  if (error.errorCode === NO_RECORDED_ANSWER)
    return `without a key only recorded answers are given, and there is ${error.apiMessage ?? error.message}`;
  const request = error.requestID ? ` (request ${error.requestID})` : '';
  return `${[...parts, error.apiMessage ?? error.message].join(' ')}${request}`.slice(0, 1_000);
}

/** `retry-after-ms`, or `retry-after` in seconds or as a date. */
function retryAfter(headers: Headers | undefined): number | undefined {
  const exact = Number(headers?.get('retry-after-ms') ?? Number.NaN);
  const header = headers?.get('retry-after') ?? '';
  const seconds = header.trim() === '' ? Number.NaN : Number(header);
  const candidates = [exact, seconds * 1_000, Date.parse(header) - Date.now()];
  const waitMs = candidates.find((candidate) => Number.isFinite(candidate) && candidate >= 0);
  return waitMs === undefined ? undefined : Math.min(Math.ceil(waitMs), LONGEST_WAIT_MS);
}
