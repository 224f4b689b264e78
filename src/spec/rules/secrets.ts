import type { Problem } from '../../protocol/problem.ts';
import { isPlainObject } from '../json-value.ts';
import { isMadeOfWords, looksRandom } from '../looks-random.ts';
import { toPointer } from '../pointer.ts';

interface CredentialShape {
  what: string;
  /** Its group `secret` (made by a machine) or `password` (made by a person), where it has one, is what nobody may know. */
  pattern: RegExp;
}

/** What only a credential looks like, wherever it stands. */
const CREDENTIAL_SHAPES: readonly CredentialShape[] = [
  { what: 'a private key', pattern: /-----BEGIN [A-Z ]*PRIVATE KEY-----/ },
  {
    what: 'an API key',
    pattern: /\b(sk|pk|rk)[-_](live|test|ant|proj|or)?[-_]?(?<secret>[A-Za-z0-9_-]{16,})/,
  },
  { what: 'a JSON web token', pattern: /\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*/ },
  { what: 'a Slack token', pattern: /\bxox[abeoprs]-[A-Za-z0-9-]{8,}/ },
  { what: 'a GitHub token', pattern: /\b(gh[opsu]_[A-Za-z0-9]{20,}|github_pat_[A-Za-z0-9_]{20,})/ },
  { what: 'an AWS key', pattern: /\b(AKIA|ASIA)(?<secret>[A-Z0-9]{16})\b/ },
  { what: 'a Google key', pattern: /\bAIza[A-Za-z0-9_-]{30,}/ },
  { what: 'a Shopify token', pattern: /\bshp(at|ca|pa|ss)_[A-Fa-f0-9]{20,}/ },
  {
    what: 'an authorization header',
    pattern: /\b(Bearer|Basic|Klaviyo-API-Key)\s+(?<secret>[A-Za-z0-9._~+/-]{16,}=*)/,
  },
  {
    what: 'an address with a password',
    pattern: /\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@]+:(?<password>[^\s/@{}$]+)@/i,
  },
];

const SECRET_NAME = /pass(word|phrase)|secret|token|api[-_ ]?key|authorization|private[-_ ]?key|credential/i;

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

/** `Bearer YOUR_ACCESS_TOKEN` and `sk-your-key-goes-here` only show where the credential belongs. */
function hasShape(text: string, { pattern }: CredentialShape): boolean {
  for (const found of text.matchAll(new RegExp(pattern, `g${pattern.flags}`))) {
    const { secret, password } = found.groups ?? {};
    if (!isPlaceholder(secret ?? password ?? '') && !(secret !== undefined && isMadeOfWords(secret)))
      return true;
  }
  return false;
}

const PLACEHOLDER =
  /your|example|placeholder|changeme|redacted|x{4}|^(.)\1*$|^(password|passwd|pass|secret|pw)$/i;
/** As in `YOUR_ACCESS_TOKEN`. */
const VARIABLE_NAME = /^[A-Z]+(_[A-Z]+)+$/;

function isPlaceholder(secret: string): boolean {
  return PLACEHOLDER.test(secret) || VARIABLE_NAME.test(secret);
}

function credentialIn(text: string, name: string): string | undefined {
  const shape = MAY_BE_CREDENTIAL.test(text) && CREDENTIAL_SHAPES.find((each) => hasShape(text, each));
  if (shape) return shape.what;
  return SECRET_NAME.test(name) && !namesVariable(text, name) && looksRandom(text)
    ? 'a credential'
    : undefined;
}

function secretFound(what: string, path: readonly PropertyKey[]): Problem {
  return {
    rule: 'credential_value',
    pointer: toPointer(path),
    message: `This looks like ${what}. Credentials are named in a specification, never written into it.`,
    fix: 'Remove it here, change it where it was issued, store it as a credential in n8n, and write the name of that credential.',
  };
}
