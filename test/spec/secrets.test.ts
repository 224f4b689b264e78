import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'vitest';
import fc from 'fast-check';
import { secretRules } from '../../src/spec/rules/secrets.ts';

/** Every credential type of n8n 2.41, one name a line. */
const TYPES_FILE = join(import.meta.dirname, 'n8n-credential-types.txt');

function found(document: unknown): string[] {
  return secretRules(document).map(({ pointer }) => pointer);
}

test('the name of no credential type of n8n is taken for a credential', async () => {
  const types = (await readFile(TYPES_FILE, 'utf8')).trim().split('\n');
  assert(types.length > 400);
  const fields = [
    'nodeCredentialType',
    'credential_type',
    'credential',
    'credentials.httpHeaderAuth',
    'token',
  ];
  for (const type of types)
    for (const field of fields) assert.deepEqual(found({ [field]: type }), [], `${field}: ${type}`);
});

test('names that people give their credentials are none', () => {
  for (const name of [
    'client-a-google-drive-2024',
    'acme-slack-bot-v2-production',
    'klaviyo-production-key1',
  ])
    assert.deepEqual(found({ credential: name }), [], name);
});

test('what only shows where a credential belongs is none', () => {
  const examples = [
    'Send the header Authorization: Bearer YOUR_ACCESS_TOKEN with it.',
    'Bearer YOUR_TOKEN_GOES_HERE',
    'Basic authentication-required is the answer',
    'curl -H "Authorization: Bearer xxxxxxxxxxxxxxxxxxxxxxxx"',
    'sk-your-api-key-goes-here',
    'AKIAIOSFODNN7EXAMPLE',
    'postgres://user:password@db.example.com/shop',
  ];
  for (const text of examples) assert.deepEqual(found({ notes: text }), [], text);
});

test('a password of words in an address and a key with a word in it are found', () => {
  const secrets = [
    'postgres://shop:correcthorse@db.acme.com/shop',
    'Bearer shop4f9a8b7c6d5e4f3a2b1c',
    'sk-live-4f9a8b7c6d5e4f3a2b1c',
    'sk-ant-api03-Zx81hQpL0vTn7RwK3sYbE5Zx81hQpL0vTn7RwK3sYbE5',
    'AKIAZQ3DRSTUVWXY2345',
  ];
  for (const text of secrets) assert.deepEqual(found({ notes: text }), ['/notes'], text);
});

test('a placeholder beside a real key does not hide it', () => {
  assert.deepEqual(found({ notes: 'not Bearer YOUR_ACCESS_TOKEN but Bearer 4f9a8b7c6d5e4f3a2b1c' }), [
    '/notes',
  ]);
});

test('a random key in a secret field is found, however it is spelt', () => {
  const alphabets = [
    'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789',
    'abcdefghijklmnopqrstuvwxyz0123456789',
    'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567',
  ];
  for (const alphabet of alphabets) {
    const keys = fc.sample(
      fc
        .array(fc.constantFrom(...alphabet.split('')), { minLength: 32, maxLength: 40 })
        .map((all) => all.join('')),
      { numRuns: 1_000, seed: 7 },
    );
    const share = keys.filter((key) => found({ api_key: key }).length === 1).length / keys.length;
    assert(share > 0.97, `${alphabet}: ${share}`);
  }
});
