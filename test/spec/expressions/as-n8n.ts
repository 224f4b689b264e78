import { runInThisContext } from 'node:vm';
import type { JsonValue } from '../../../src/protocol/json.ts';

/** What n8n 2.41 takes for the parts of a text, whatever stands in it: see `@n8n/tournament`, `ExpressionSplitter`. */
const PART = /(?<!\\)\{\{([\s\S]*?)(?<!\\)\}\}/g;

/** The value that n8n would compute for a parameter, with `$json` at hand. */
export function evaluateAsN8n(parameter: string, $json: JsonValue): unknown {
  if (!parameter.startsWith('=')) return parameter;
  const text = parameter.slice(1);
  const [whole] = text.matchAll(PART);
  if (whole?.[0] === text) return evaluate(whole[1] ?? '', $json);
  return text.replaceAll(PART, (_all, code: string) => shown(evaluate(code, $json)));
}

/** As it stands in an assignment; n8n does the same around an object literal. */
export function evaluate(code: string, $json: JsonValue): unknown {
  const wrapped = code.trimStart().startsWith('{') ? `(${code})` : code;
  return runInThisContext(`($json) => { let v; v = ${wrapped}\n; return v; }`)($json);
}

/** How n8n shows a value within a text. */
export function shown(value: unknown): string {
  return [value].join('');
}
