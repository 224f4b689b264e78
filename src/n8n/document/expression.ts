import type { JsonValue } from '../../protocol/json.ts';

/** n8n's expressions: text that begins with `=`, JavaScript between `{{` and `}}`. */

const TEMPLATE_PART = /\{\{([\s\S]*?)\}\}/g;

/** A whole value computed by `source`, e.g. `={{ $json.total }}`. */
export function expression(source: string): string {
  return `={{ ${spaceBraces(source)} }}`;
}

/** The JavaScript of a value that may be given bare or as `={{ … }}`. */
export function bareSource(text: string): string {
  const match = /^=?\s*\{\{([\s\S]*)\}\}\s*$/.exec(text);
  return (match?.[1] ?? text.replace(/^=/, '')).trim();
}

/** JavaScript that gives `text` with each `{{ … }}` in it computed; nothing is shown for null and undefined. */
export function templateSource(text: string): string {
  const parts: string[] = [];
  let end = 0;
  for (const match of text.matchAll(TEMPLATE_PART)) {
    if (match.index > end) parts.push(stringSource(text.slice(end, match.index)));
    parts.push(`(${(match[1] ?? '').trim()})`);
    end = match.index + match[0].length;
  }
  if (end < text.length || parts.length === 0) parts.push(stringSource(text.slice(end)));
  return parts.length === 1 && !text.includes('{{') ? (parts[0] ?? '') : `[${parts.join(', ')}].join('')`;
}

/**
 * JavaScript for a JSON value whose texts may be expressions (`={{ $json.id }}` keeps its type, `=cart {{ $json.id }}`
 * is a text).
 */
export function jsonSource(value: JsonValue): string {
  if (typeof value === 'string') {
    if (!value.startsWith('=')) return stringSource(value);
    const whole = /^=\s*\{\{((?:(?!\}\})[\s\S])*)\}\}\s*$/.exec(value);
    return whole === null ? templateSource(value.slice(1)) : `(${(whole[1] ?? '').trim()})`;
  }
  if (Array.isArray(value)) return `[${value.map(jsonSource).join(', ')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const fields = Object.entries(value).map(([key, field]) => `${stringSource(key)}: ${jsonSource(field)}`);
  return fields.length === 0 ? '{ }' : `{ ${fields.join(', ')} }`;
}

/** A parameter that holds the JSON text of `value`, with the expressions in it computed. */
export function jsonParameter(value: JsonValue): string {
  return expression(`JSON.stringify(${jsonSource(value)})`);
}

/** n8n ends an expression at the first `}}`, also inside a text: so braces in texts are escaped. */
function stringSource(text: string): string {
  return JSON.stringify(text).replaceAll('{', '\\u007b').replaceAll('}', '\\u007d');
}

function spaceBraces(source: string): string {
  return source.replace(/\}(?=\})/g, '} ').replace(/\{(?=\{)/g, '{ ');
}
