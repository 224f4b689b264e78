import type { JsonValue } from '../json.ts';
import type { ExtraAnswer, Route, StandIn } from './definition.ts';

export interface Answer {
  status: number;
  body: JsonValue;
}

/** The answer for a request whose header was right: the case's own answers first, then the file's routes, else 404. */
export function findAnswer(
  standIn: StandIn,
  extraAnswers: readonly ExtraAnswer[],
  request: { method: string; path: string },
): Answer {
  const ofThisOne = extraAnswers.filter((answer) => answer.integration === standIn.integration);
  for (const route of [...ofThisOne, ...standIn.routes]) {
    const values = matchPath(route, request);
    if (values) return { status: route.status, body: fill(route.body, values) };
  }
  return {
    status: 404,
    body: { error: `The stand-in of ${standIn.integration} has no ${request.method} ${request.path}.` },
  };
}

function matchPath(
  route: Pick<Route, 'method' | 'path'>,
  request: { method: string; path: string },
): Map<string, string> | undefined {
  const pattern = route.path.split('/');
  const segments = request.path.split('/');
  if (route.method !== request.method || pattern.length !== segments.length) return undefined;
  const values = new Map<string, string>();
  for (const [index, part] of pattern.entries()) {
    const segment = segments[index] ?? '';
    const name = /^\{(\w+)\}$/.exec(part)?.[1];
    if (name !== undefined && segment !== '') values.set(name, segment);
    else if (part !== segment) return undefined;
  }
  return values;
}

function fill(body: JsonValue, values: Map<string, string>): JsonValue {
  if (typeof body === 'string')
    return body.replace(/\{(\w+)\}/g, (all, name: string) => values.get(name) ?? all);
  if (Array.isArray(body)) return body.map((item) => fill(item, values));
  if (body === null || typeof body !== 'object') return body;
  return Object.fromEntries(Object.entries(body).map(([key, value]) => [key, fill(value, values)]));
}
