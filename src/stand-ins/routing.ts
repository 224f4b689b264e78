import type { JsonValue } from '../protocol/json.ts';
import type { ExtraAnswer, Route, StandIn } from './definition.ts';

export interface Answer {
  status: number;
  body: JsonValue;
}

/**
 * The answer for a request: the case's own answers first, then the routes. One integration may stand in several files,
 * each with its own header; those whose header the request brought answer.
 *
 * @param standIns All definitions of the integration that was called.
 */
export function findAnswer(
  standIns: readonly StandIn[],
  extraAnswers: readonly ExtraAnswer[],
  request: { method: string; path: string; headers: NodeJS.Dict<string | string[]> },
): Answer & { headerOk: boolean } {
  const admitted = standIns.filter(({ require_header: required }) => {
    return !required || request.headers[required.name.toLowerCase()] === required.value;
  });
  if (admitted.length === 0) {
    const names = standIns.map((standIn) => standIn.require_header?.name ?? '').join(' or ');
    return { status: 401, body: { error: `The header ${names} is missing or wrong.` }, headerOk: false };
  }
  const ofThisOne = extraAnswers.filter(({ integration }) => integration === standIns[0]?.integration);
  for (const route of [...ofThisOne, ...admitted.flatMap((standIn) => standIn.routes)]) {
    const values = matchPath(route, request);
    if (values) return { status: route.status, body: fill(route.body, values), headerOk: true };
  }
  const error = `The stand-in has no ${request.method} ${request.path}.`;
  return { status: 404, body: { error }, headerOk: true };
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
