import type { Token } from 'acorn';
import type { Scalar } from '../model.ts';
import { escaped, textSource } from './text-source.ts';

/** Names that stand for values in JavaScript, and which value each stands for. */
export type Holders = ReadonlyMap<string, Scalar>;

/**
 * JavaScript with each holder replaced by its value, never by code: within a text by its letters, behind a dot by a member of
 * that name, anywhere else by a literal.
 *
 * @param tokens of the code, in order
 */
export function fillCode(code: string, tokens: readonly Token[], holders: Holders): string {
  let filled = '';
  let end = 0;
  for (const [index, token] of tokens.entries()) {
    const text = code.slice(token.start, token.end);
    const before = filled + code.slice(end, token.start);
    const isMember = ['.', '?.'].includes(tokens[index - 1]?.type.label ?? '');
    filled = mentions(text, holders)
      ? fillToken(before, token.type.label, text, holders, isMember)
      : before + text;
    end = token.end;
  }
  return filled + code.slice(end);
}

function fillToken(before: string, label: string, text: string, holders: Holders, isMember: boolean): string {
  switch (label) {
    case 'string':
    case 'template':
      return before + withValues(text, holders, inQuotes);
    case 'regexp':
      return before + withValues(text, holders, inPattern);
    default:
      return isMember
        ? withMember(before, withValues(text, holders, String))
        : before + valueOf(text, holders);
  }
}

/** `a.` and `b c` become `a["b c"]`. */
function withMember(before: string, name: string): string {
  const object = before.replace(/\.\s*$/, '');
  return `${object.endsWith('?') ? `${object}.` : object}[${textSource(name)}]`;
}

function valueOf(name: string, holders: Holders): string {
  const value = holders.get(name);
  if (value === undefined) return name;
  if (typeof value === 'string') return textSource(value);
  return typeof value === 'number' && value < 0 ? `(${value})` : String(value);
}

function mentions(text: string, holders: Holders): boolean {
  return [...holders.keys()].some((name) => text.includes(name));
}

function withValues(text: string, holders: Holders, print: (value: Scalar) => string): string {
  return [...holders].reduce((filled, [name, value]) => filled.replaceAll(name, () => print(value)), text);
}

/** Letters that mean nothing but themselves between quotes of any kind. */
function inQuotes(value: Scalar): string {
  return textSource(String(value)).slice(1, -1).replaceAll(/['`$]/g, escaped);
}

function inPattern(value: Scalar): string {
  return String(value).replaceAll(/[^A-Za-z0-9]/g, escaped);
}
