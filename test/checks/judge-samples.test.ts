import assert from 'node:assert/strict';
import { test } from 'vitest';
import { failureSignature } from '../../src/checks/evidence-record.ts';
import { judgeSamples } from '../../src/checks/judge-samples.ts';
import { MillwrightError } from '../../src/errors.ts';
import type { JsonObject, JsonValue } from '../../src/protocol/json.ts';
import type { SandboxResult } from '../../src/protocol/activities.ts';
import { createDenoSandbox } from '../../src/sandbox/deno-sandbox.ts';

const samples = [
  { name: 'two items', input: { prices: [1, 2] }, expect: { total: 3 } },
  { name: 'no items', input: { prices: [] }, expect: { total: 0 } },
];
const outputSchema: JsonObject = {
  type: 'object',
  required: ['total'],
  properties: { total: { type: 'number' } },
};

function ran(...values: JsonValue[]): SandboxResult {
  return { outcome: 'ran', outputs: values.map((value) => ({ ok: true, value })), durationMs: 7 };
}

function judge(result: SandboxResult, schema: JsonObject | undefined = outputSchema) {
  const toJudge = schema ? { samples, result, outputSchema: schema } : { samples, result };
  return judgeSamples({ taskId: 'sum', round: 0, subjectHash: 'abc' }, toJudge);
}

test('real code that gives the expected outputs passes, one observation per sample', async () => {
  const source = 'export const transform = ({ prices }) => ({ total: prices.reduce((a, b) => a + b, 0) });';
  const inputs = samples.map((sample) => sample.input);
  const result = await createDenoSandbox().run({ language: 'javascript', source, inputs, timeoutMs: 10_000 });
  const evidence = judge(result);
  assert.equal(evidence.passed, true, evidence.summary);
  assert.equal(evidence.summary, '2 of 2 samples gave exactly the expected output.');
  assert.deepEqual(
    evidence.observations.map(({ name }) => name),
    ['two items', 'no items'],
  );
  assert.equal(failureSignature(evidence), '');
});

test('one wrong value fails, and the text says where', () => {
  const evidence = judge(ran({ total: 3 }, { total: 1 }));
  assert.equal(evidence.passed, false);
  const wrong = '/total: expected 0, got 1 (the output was {"total":1})';
  assert.equal(evidence.observations[1]?.actual, wrong);
  assert.equal(evidence.summary, `1 of 2 failed. no items: ${wrong}`);
});

test('what is seen of a hidden sample is marked, so that no prompt shows it', () => {
  const hidden = samples.map((sample) => ({ ...sample, hidden: true }));
  const evidence = judgeSamples({ taskId: 'sum', round: 0 }, { samples: hidden, result: ran({ total: 3 }) });
  assert.deepEqual(
    evidence.observations.map((observation) => observation.hidden),
    [true, true],
  );
});

test('an additional key fails: the comparison is exact', () => {
  assert.equal(judge(ran({ total: 3, extra: true }, { total: 0 })).passed, false);
});

test('a missing output, a thrown error and a run that failed are all red', () => {
  assert.equal(judge(ran({ total: 3 })).passed, false);
  const thrown = judge({
    outcome: 'ran',
    outputs: [
      { ok: true, value: { total: 3 } },
      { ok: false, error: 'TypeError: x' },
    ],
    durationMs: 1,
  });
  assert.match(thrown.observations[1]?.actual ?? '', /threw TypeError: x/);
  assert.equal(judge({ outcome: 'failed', reason: 'The code ran too long.' }).passed, false);
});

test('code that did not run is neither right nor wrong', () => {
  assert.throws(
    () => judge({ outcome: 'unavailable', reason: 'no deno' }),
    (error) => error instanceof MillwrightError && error.code === 'sandbox_unavailable',
  );
});

test('no samples prove nothing', () => {
  const evidence = judgeSamples({ taskId: 'sum', round: 0 }, { samples: [], result: ran() });
  assert.equal(evidence.passed, false);
});

test('an output against the schema fails although it equals the sample', () => {
  const strict: JsonObject = { ...outputSchema, properties: { total: { type: 'number', minimum: 1 } } };
  const evidence = judge(ran({ total: 3 }, { total: 0 }), strict);
  assert.match(evidence.observations[1]?.actual ?? '', /against the output schema: \/total must be >= 1/);
});

test('a schema that does not compile, or whose pattern never ends, is red and does not hang', () => {
  assert.equal(judge(ran({ total: 3 }, { total: 0 }), { type: 'strnig' }).passed, false);
  const digits: JsonObject = { properties: { total: { type: 'string', pattern: '^[0-9]+$' } } };
  const texts = [{ name: 'text', input: 1, expect: { total: '12' } }];
  const good = judgeSamples(
    { taskId: 'sum', round: 0 },
    { samples: texts, result: ran({ total: '12' }), outputSchema: digits },
  );
  assert.equal(good.passed, true, 'a pattern that matches is green');
  const evil: JsonObject = { properties: { name: { type: 'string', pattern: '^(a+)+$' } } };
  const name = `${'a'.repeat(40)}!`;
  const evidence = judgeSamples(
    { taskId: 'sum', round: 0 },
    { samples: [{ name: 'evil', input: 1, expect: { name } }], result: ran({ name }), outputSchema: evil },
  );
  assert.equal(evidence.passed, false);
});

test('the same failure has the same signature whatever the round and time, another failure another', () => {
  const first = judge(ran({ total: 3 }, { total: 1 }));
  const again = { ...judge(ran({ total: 3 }, { total: 1 })), round: 1, at: 'later' };
  assert.equal(failureSignature(first), failureSignature(again));
  assert.notEqual(failureSignature(first), failureSignature(judge(ran({ total: 3 }, { total: 2 }))));
});
