import assert from 'node:assert/strict';
import fc from 'fast-check';
import { test } from 'vitest';
import { implementationOutput } from '../../src/report/implementation-output.ts';
import { implementationReport } from '../../src/report/markdown.ts';
import { redact, REDACTED } from '../../src/report/redaction.ts';
import { completed, completedView, evidence, task, view } from './abandoned-cart-view.ts';

/** Put together at run time, so that no scanner takes the test itself for a leak. */
const PLANTED = [
  `sk-ant-api03-${'Ab1'.repeat(12)}`,
  `xoxb-${'123456789012-'.repeat(2)}abcdefghij`,
  `shpat_${'0a1b2c3d'.repeat(4)}`,
  `pk_${'0a1b2c3d'.repeat(4)}`,
  `n8n_api_${'0a1b2c3d'.repeat(4)}`,
  `ghp_${'Ab1c'.repeat(9)}`,
  `AKIA${'ABCD'.repeat(4)}`,
  `eyJ${'hbGciOiJI'.repeat(2)}.eyJ${'zdWIiOiIx'.repeat(2)}.${'c2lnbmF0dXJl'.repeat(2)}`,
  `-----BEGIN RSA PRIVATE KEY-----\n${'MIIB'.repeat(10)}\n-----END RSA PRIVATE KEY-----`,
];

test('what looks like a secret is removed, wherever it stands', () => {
  for (const secret of PLANTED) {
    for (const text of [secret, `before ${secret} after`, `(${secret})`, `"${secret}"`]) {
      assert.ok(!redact(text).includes(secret.slice(8, 20)), text);
      assert.ok(redact(text).includes(REDACTED));
    }
  }
});

test('values with a telling name are removed, the name stays', () => {
  assert.equal(redact('Authorization: Bearer abcdef0123456789'), `Authorization: Bearer ${REDACTED}`);
  assert.equal(redact('{"password": "hunter22"}'), `{"password": "${REDACTED}"}`);
  assert.equal(redact('api_key=abcdef&x=1'), `api_key=${REDACTED}&x=1`);
  assert.equal(redact('http://ana:hunter22@host/path'), `http://ana:${REDACTED}@host/path`);
});

test('ordinary words stay', () => {
  const words = [
    'Basic authentication was refused with 401.',
    '4 of 4 samples gave exactly the expected cart.',
    'a'.repeat(64),
    'http://127.0.0.1:5678/workflow/mw3f2a9c1b7d4e60',
    'task-skipped-because-of-another',
    'The secret of a good gate is its timeout.',
  ];
  for (const text of words) assert.equal(redact(text), text);
});

test('an exact value is removed from any text around it, and redacting twice changes nothing', () => {
  const secret = fc
    .stringMatching(/^[A-Za-z0-9!$%&*+/=?^-]{8,30}$/)
    .filter((value) => !REDACTED.includes(value));
  fc.assert(
    fc.property(fc.string(), secret, fc.string(), (before, value, after) => {
      const clean = redact(`${before}${value}${after}`, [value]);
      assert.ok(!clean.includes(value));
      assert.equal(redact(clean, [value]), clean);
    }),
  );
});

test('of two secrets of which one contains the other, nothing is left of the longer one', () => {
  const secrets = ['correct-horse', 'correct-horse-battery-staple'];
  for (const known of [secrets, secrets.toReversed()])
    assert.equal(redact('It is correct-horse-battery-staple.', known), `It is ${REDACTED}.`);
});

test('planted secrets reach neither report, from whatever free text they come', () => {
  const canary = 'canary-7f3e-value-of-this-process';
  for (const secret of [...PLANTED, canary]) {
    const dirty = view(
      [
        completed('one', `It said ${secret}.`, {
          title: secret,
          change: secret,
          earlierEvidence: [evidence(secret, false)],
        }),
        task('two', {
          status: 'failed',
          error: {
            code: 'n8n_rejected',
            message: secret,
            fix: secret,
            recoverable: true,
            resolutionAttempted: secret,
          },
        }),
        task('three', { status: 'skipped', skippedReason: secret }),
        task('four', { status: 'blocked', waitsFor: secret }),
      ],
      {
        title: secret,
        statusReason: secret,
        status: 'failed',
        blockers: [
          { type: 'missing_credential', description: secret, affectedTasks: [], resolutionRequired: secret },
        ],
        decisions: completedView.decisions.map((record) => ({
          ...record,
          answer: secret,
          decision: { ...record.decision, by: secret, note: secret },
        })),
        components: completedView.components.map((component) => ({
          ...component,
          name: secret,
          url: `http://x/?k=${secret}`,
        })),
      },
    );
    const output = implementationOutput(dirty, '2026-11-21T13:00:00.000Z', { secrets: [canary] });
    const needle = secret.slice(10, 24);
    assert.ok(!JSON.stringify(output).includes(needle), secret);
    assert.ok(!implementationReport(output).includes(needle), secret);
  }
});
