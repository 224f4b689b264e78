import type { JsonValue } from '../protocol/json.ts';

/** Stands where a secret stood. */
export const REDACTED = '[redacted]';

/** Exact values shorter than this are left alone: they would tear ordinary words apart. */
const SHORTEST_SECRET = 8;

/** Shapes of well-known secrets. They may hit too much, never too little. */
const SECRET_SHAPES: RegExp[] = [
  /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g,
  /\bsk-[A-Za-z0-9_-]{16,}/g, // Anthropic and others
  /\bxox[a-z]-[A-Za-z0-9-]{10,}/g, // Slack
  /\bshp(?:at|ca|pa|ss)_[A-Za-z0-9]{16,}/g, // Shopify
  /\bpk_[A-Za-z0-9]{16,}/g, // Klaviyo
  /\bn8n_api_[A-Za-z0-9]{16,}/g,
  /\b(?:gh[a-z]_|github_pat_)[A-Za-z0-9_]{16,}/g,
  /\bAKIA[A-Z0-9]{16}\b/g,
  /\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*)?/g, // JSON Web Token, an n8n API key among them
];

/** `Bearer abc`, `password=abc`, `"api_key": "abc"`, `https://user:abc@host`: the name stays, the value goes. */
const NAMED_SECRETS: RegExp[] = [
  /(\bauthorization["']?\s*[:=]\s*["']?(?:(?:bearer|basic)\s+)?)[^\s"',;&}]{4,}/gi,
  /(\b(?:bearer|basic)\s+)[A-Za-z0-9+/=._~-]{16,}/gi,
  /((?:password|passwd|secret|api[_-]?key|access[_-]?token|auth[_-]?token|client[_-]?secret)["']?\s*[:=]\s*["']?)[^\s"',;&}]{4,}/gi,
  /([a-z][a-z0-9+.-]*:\/\/[^\s/:@]*:)[^\s/@]+(?=@)/gi,
];

/**
 * Removes what must never be printed: the exact values given, and what looks like a secret.
 * @param secrets values known to be secret, e.g. the keys of this process.
 */
export function redact(text: string, secrets: readonly string[] = []): string {
  let clean = text;
  for (const secret of secrets.toSorted((a, b) => b.length - a.length)) {
    if (secret.length >= SHORTEST_SECRET) clean = clean.replaceAll(secret, REDACTED);
  }
  for (const shape of SECRET_SHAPES) clean = clean.replace(shape, REDACTED);
  for (const named of NAMED_SECRETS) clean = clean.replace(named, `$1${REDACTED}`);
  return clean;
}

/** {@link redact} on every text in a JSON value; names of fields are our own and stay. */
export function redactJson(value: JsonValue, secrets: readonly string[] = []): JsonValue {
  if (typeof value === 'string') return redact(value, secrets);
  if (Array.isArray(value)) return value.map((item) => redactJson(item, secrets));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, redactJson(item, secrets)]));
}
