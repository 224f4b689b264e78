import { z } from 'zod';
import type { JsonValue } from '../protocol/json.ts';
import { ADMIN_PREFIX, SERVICE_NAME } from './addresses.ts';
import { extraAnswerSchema } from './definition.ts';
import type { Answer } from './routing.ts';
import type { StandInState } from './state.ts';

const caseSchema = z.strictObject({ answers: z.array(extraAnswerSchema).max(1000) });
const cursorSchema = z.coerce.number().int().min(0).default(0);

/**
 * The admin API: `GET /health`, `GET /requests?after=<number>&case=<key>`, `PUT /cases/<key>` with `{ answers }`,
 * `DELETE /cases/<key>`; all below {@link ADMIN_PREFIX}.
 */
export function answerAdmin(
  state: StandInState,
  integrations: readonly string[],
  request: { method: string; url: URL; body: JsonValue },
): Answer {
  const [area, key] = request.url.pathname.slice(ADMIN_PREFIX.length + 1).split('/');
  const route = `${request.method} ${area}`;
  if (route === 'GET health')
    return { status: 200, body: { service: SERVICE_NAME, integrations: [...integrations] } };
  if (route === 'GET requests') return listRequests(state, request.url.searchParams);
  if (route === 'PUT cases' && key) return openCase(state, key, request.body);
  if (route === 'DELETE cases' && key) {
    state.closeCase(key);
    return { status: 200, body: {} };
  }
  return { status: 404, body: { error: `The stand-ins have no ${request.method} ${request.url.pathname}.` } };
}

function listRequests(state: StandInState, query: URLSearchParams): Answer {
  const after = cursorSchema.safeParse(query.get('after') ?? undefined);
  if (!after.success) return { status: 400, body: { error: '"after" is the number of a request.' } };
  return { status: 200, body: { requests: state.requests(after.data, query.get('case') ?? undefined) } };
}

function openCase(state: StandInState, key: string, body: JsonValue): Answer {
  const parsed = caseSchema.safeParse(body);
  if (!parsed.success) return { status: 400, body: { error: z.prettifyError(parsed.error) } };
  state.openCase(key, parsed.data.answers);
  return { status: 200, body: {} };
}
