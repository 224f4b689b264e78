import type { Problem } from '../../protocol/problem.ts';
import { isPlainObject } from '../json-value.ts';
import { toPointer } from '../pointer.ts';

/** What only a credential looks like, wherever it stands. */
const CREDENTIAL_SHAPES: readonly [name: string, pattern: RegExp][] = [
  ['a private key', /-----BEGIN [A-Z ]*PRIVATE KEY-----/],
  ['an API key', /\b(sk|pk|rk)[-_](live|test|ant|proj|or)?[-_]?[A-Za-z0-9_-]{16,}/],
  ['a JSON web token', /\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*/],
  ['a Slack token', /\bxox[abeoprs]-[A-Za-z0-9-]{8,}/],
  ['a GitHub token', /\b(gh[opsu]_[A-Za-z0-9]{20,}|github_pat_[A-Za-z0-9_]{20,})/],
  ['an AWS key', /\b(AKIA|ASIA)[A-Z0-9]{16}\b/],
  ['a Google key', /\bAIza[A-Za-z0-9_-]{30,}/],
  ['a Shopify token', /\bshp(at|ca|pa|ss)_[A-Fa-f0-9]{20,}/],
  ['an authorization header', /\b(Bearer|Basic|Klaviyo-API-Key)\s+[A-Za-z0-9._~+/-]{16,}=*/],
  ['an address with a password', /\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@]+:[^\s/@{}$]+@/i],
];

const SECRET_NAME = /pass(word|phrase)|secret|token|api[-_ ]?key|authorization|private[-_ ]?key|credential/i;
const MIN_SECRET_LENGTH = 20;
const MIN_BITS_PER_CHARACTER = 3.5;

/** Finds credential values in a whole document, before its shape is known. What it found is never repeated in the message. */
export function secretRules(document: unknown): Problem[] {
  const search: Search = { problems: [], path: [] };
  visit(document, '', search);
  return search.problems;
}

interface Search {
  problems: Problem[];
  path: PropertyKey[];
}

/** `name` is the field that the value belongs to: its key, or what stands beside it as `name` or `field`. */
function visit(value: unknown, name: string, search: Search): void {
  if (typeof value === 'string') {
    const what = credentialIn(value, name);
    if (what !== undefined) search.problems.push(secretFound(what, search.path));
  } else if (Array.isArray(value)) {
    value.forEach((member, index) => visitMember(index, member, name, search));
  } else if (isPlainObject(value)) {
    const beside = value['field'] ?? value['name'];
    for (const key of Object.keys(value)) {
      visitMember(key, value[key], key === 'value' && typeof beside === 'string' ? beside : key, search);
    }
  }
}

function visitMember(key: PropertyKey, member: unknown, name: string, search: Search): void {
  search.path.push(key);
  visit(member, name, search);
  search.path.pop();
}

/** Something of this stands in every text that has one of the shapes: most texts are done with after one look. */
const MAY_BE_CREDENTIAL =
  /-----BEGIN|[spr]k[-_]|eyJ|xox|gh[opsu]_|github_pat|AKIA|ASIA|AIza|shp|Bearer|Basic|API-Key|:\/\//;

/** A field such as `api_key_variable` holds the name of an environment variable, which may look random. */
function namesVariable(text: string, name: string): boolean {
  return name.endsWith('_variable') && /^[A-Z_][A-Z0-9_]*$/.test(text);
}

function credentialIn(text: string, name: string): string | undefined {
  const shape = MAY_BE_CREDENTIAL.test(text) && CREDENTIAL_SHAPES.find(([, pattern]) => pattern.test(text));
  if (shape) return shape[0];
  return text.length >= MIN_SECRET_LENGTH &&
    SECRET_NAME.test(name) &&
    !namesVariable(text, name) &&
    looksRandom(text)
    ? 'a credential'
    : undefined;
}

/** One long word of letters and digits that is no expression and no ordinary name. */
function looksRandom(text: string): boolean {
  if (/\s/.test(text) || text.startsWith('=') || text.includes('${')) return false;
  return /[0-9]/.test(text) && /[A-Za-z]/.test(text) && bitsPerCharacter(text) >= MIN_BITS_PER_CHARACTER;
}

/** Shannon entropy. */
function bitsPerCharacter(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length);
  return bits;
}

function secretFound(what: string, path: readonly PropertyKey[]): Problem {
  return {
    rule: 'credential_value',
    pointer: toPointer(path),
    message: `This looks like ${what}. Credentials are named in a specification, never written into it.`,
    fix: 'Remove it here, change it where it was issued, store it as a credential in n8n, and write the name of that credential.',
  };
}
