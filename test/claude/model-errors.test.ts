import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { inspect } from 'node:util';
import { test } from 'vitest';
import { generateCode } from '../../src/claude/generate-code.ts';
import type { ErrorCode } from '../../src/errors.ts';
import type { GenerateResult } from '../../src/protocol/activities.ts';
import type { Scenario } from '../../src/replay/scenario.ts';
import { isTransient } from '../../src/run/task-error.ts';
import { CANARY_KEY, goodAnswer, setUp } from './support/workbench.ts';

interface Case {
  name: string;
  scenario: Scenario;
  code: ErrorCode;
  transient: boolean;
  retryAfterMs?: number;
}

const status = (
  value: number,
  type: string,
  more: { errorCode?: string; headers?: Record<string, string> } = {},
): Scenario => ({
  kind: 'status',
  status: value,
  type,
  ...more,
});

const CASES: Case[] = [
  { name: '400', scenario: status(400, 'invalid_request_error'), code: 'model_rejected', transient: false },
  {
    name: '401',
    scenario: status(401, 'authentication_error'),
    code: 'model_unauthorized',
    transient: false,
  },
  { name: '402', scenario: status(402, 'billing_error'), code: 'model_billing', transient: false },
  { name: '403', scenario: status(403, 'permission_error'), code: 'model_unauthorized', transient: false },
  { name: '404', scenario: status(404, 'not_found_error'), code: 'model_rejected', transient: false },
  { name: '413', scenario: status(413, 'request_too_large'), code: 'model_rejected', transient: false },
  {
    name: '429 with retry-after in seconds',
    scenario: status(429, 'rate_limit_error', { headers: { 'retry-after': '120' } }),
    code: 'model_overloaded',
    transient: true,
    retryAfterMs: 120_000,
  },
  {
    name: '429 with retry-after-ms',
    scenario: status(429, 'rate_limit_error', { headers: { 'retry-after': '9', 'retry-after-ms': '250' } }),
    code: 'model_overloaded',
    transient: true,
    retryAfterMs: 250,
  },
  {
    name: '429 that asks to wait for weeks',
    scenario: status(429, 'rate_limit_error', { headers: { 'retry-after': '2147483' } }),
    code: 'model_overloaded',
    transient: true,
    retryAfterMs: 3_600_000,
  },
  {
    name: '429 for a monthly limit',
    scenario: status(429, 'rate_limit_error', { errorCode: 'enforced_spend_limit_reached' }),
    code: 'model_billing',
    transient: false,
  },
  {
    name: '429 for a ramp limit',
    scenario: status(429, 'rate_limit_error', { errorCode: 'ramp_limit_exceeded' }),
    code: 'model_overloaded',
    transient: true,
  },
  { name: '500', scenario: status(500, 'api_error'), code: 'model_overloaded', transient: true },
  { name: '504', scenario: status(504, 'timeout_error'), code: 'model_overloaded', transient: true },
  { name: '529', scenario: status(529, 'overloaded_error'), code: 'model_overloaded', transient: true },
  {
    name: 'overloaded in mid-stream',
    scenario: { kind: 'error_event', type: 'overloaded_error' },
    code: 'model_overloaded',
    transient: true,
  },
  {
    name: 'rejected in mid-stream',
    scenario: { kind: 'error_event', type: 'invalid_request_error' },
    code: 'model_rejected',
    transient: false,
  },
  {
    name: 'a stream that ends early',
    scenario: { kind: 'end_of_file' },
    code: 'model_unreachable',
    transient: true,
  },
  {
    name: 'a connection reset in mid-stream',
    scenario: { kind: 'reset' },
    code: 'model_unreachable',
    transient: true,
  },
  {
    name: 'broken JSON in the stream',
    scenario: { kind: 'broken_json' },
    code: 'model_unreachable',
    transient: true,
  },
  {
    name: 'the page of a proxy with 200',
    scenario: { kind: 'html' },
    code: 'model_unreachable',
    transient: true,
  },
];

type Unanswered = Extract<GenerateResult, { outcome: 'unanswered' }>;

async function failureOf(run: Promise<GenerateResult>): Promise<Unanswered> {
  const result = await run;
  assert.ok(result.outcome === 'unanswered', inspect(result));
  return result;
}

for (const { name, scenario, code, transient, retryAfterMs } of CASES) {
  test(`${name} is ${code}, is asked once, and is not kept`, async (t) => {
    const { server, dependencies, input } = await setUp(t, [scenario, goodAnswer()]);
    const failure = await failureOf(generateCode(dependencies, input({ ask: 1 })));
    assert.equal(failure.code, code, failure.reason);
    assert.equal(isTransient(failure.code), transient);
    assert.equal(failure.retryAfterMs, retryAfterMs);
    assert.match(failure.reason, /task double, round 0/);
    assert.equal(failure.usage.calls, 1);
    assert.equal(server.calls(), 1);
    // The next attempt is a call of its own.
    assert.equal((await generateCode(dependencies, input({ ask: 2 }))).outcome, 'code');
    assert.equal(server.calls(), 2);
  });
}

for (const kind of ['stall', 'stall_before_headers'] as const) {
  test(`${kind}: a silent connection is given up`, async (t) => {
    const { dependencies, input } = await setUp(t, [{ kind }]);
    const settings = { ...dependencies.settings, idleTimeoutMs: 100 };
    const failure = await failureOf(generateCode({ ...dependencies, settings }, input()));
    assert.equal(failure.code, 'model_unreachable');
    assert.match(failure.reason, /nothing came for 100 ms/);
  });
}

test('a server that is not there is unreachable, and nothing was sent that could cost something', async (t) => {
  const { server, dependencies, input } = await setUp(t, []);
  await server.close();
  const { code, wasTaken, usage } = await failureOf(generateCode(dependencies, input()));
  assert.deepEqual([code, wasTaken, usage.calls, usage.costUsd], ['model_unreachable', false, 0, 0]);
});

test('without a key nothing is sent', async (t) => {
  const { server, dependencies, input } = await setUp(t, [goodAnswer()]);
  const settings = { ...dependencies.settings, apiKey: '' };
  await assert.rejects(generateCode({ ...dependencies, settings }, input()), { code: 'model_key_missing' });
  assert.equal(server.calls(), 0);
});

test('a call that is cancelled is given up at once, and counted', async (t) => {
  const { server, dependencies, input } = await setUp(t, [{ kind: 'stall' }]);
  const cancel = new AbortController();
  const heartbeat = (): void => void (server.calls() > 0 && cancel.abort(new Error('cancelled')));
  const failure = await failureOf(
    generateCode({ ...dependencies, heartbeat, signal: cancel.signal }, input()),
  );
  assert.match(failure.reason, /given up/);
  assert.deepEqual([failure.wasTaken, failure.usage.calls], [false, 1]);
  assert.ok(failure.usage.costUsd > 0);
});

test('what is cancelled before anything was sent ends with the reason of the cancellation', async (t) => {
  const { server, dependencies, input } = await setUp(t, [goodAnswer()]);
  const reason = new Error('the activity was cancelled');
  await assert.rejects(
    generateCode({ ...dependencies, signal: AbortSignal.abort(reason) }, input()),
    (error) => error === reason,
  );
  assert.equal(server.calls(), 0);
});

test('the key is in no error, even when the other side repeats it', async (t) => {
  const { dependencies, input } = await setUp(t, []);
  const echo = createServer((request, response) => {
    response.writeHead(401, { 'content-type': 'application/json', 'request-id': 'req_1' });
    const message = `invalid: ${request.headers.authorization}`;
    response.end(JSON.stringify({ type: 'error', error: { type: 'authentication_error', message } }));
  });
  await new Promise<void>((resolve) => echo.listen(0, '127.0.0.1', resolve));
  t.onTestFinished(() => void echo.close());
  const address = echo.address();
  assert.ok(typeof address === 'object' && address !== null);
  const settings = { ...dependencies.settings, baseUrl: `http://127.0.0.1:${address.port}` };
  const failure = await failureOf(generateCode({ ...dependencies, settings }, input()));
  assert.equal(failure.code, 'model_unauthorized');
  assert.match(failure.reason, /\[key\]/);
  const everything = inspect(failure, { depth: null, showHidden: true });
  assert.ok(!everything.includes(CANARY_KEY), everything);
});
