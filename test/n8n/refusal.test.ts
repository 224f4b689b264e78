import assert from 'node:assert/strict';
import { test } from 'vitest';
import { mapRefusal } from '../../src/n8n/client/refusal.ts';

const cases: [status: number, text: string, code: string][] = [
  [401, '{"message":"unauthorized"}', 'n8n_unauthorized'],
  [403, '{"message":"Forbidden"}', 'n8n_unauthorized'],
  [409, '{"message":"workflow-conflict: it exists"}', 'n8n_workflow_exists'],
  [409, '{"message":"There is a conflict with one of the webhooks."}', 'n8n_webhook_taken'],
  [409, '{"message":"something else"}', 'n8n_rejected'],
  [429, '{"message":"Too many requests"}', 'n8n_server_error'],
  [500, '<html>a proxy</html>', 'n8n_server_error'],
  [503, '{"error":"starting"}', 'n8n_server_error'],
  [400, '{"message":"request/body must NOT have additional properties"}', 'n8n_rejected'],
];

for (const [status, text, code] of cases)
  test(`HTTP ${status} with ${text} is ${code}`, () => {
    const error = mapRefusal({ status, text, headers: new Headers() }, 'to write');
    assert.equal(error.code, code);
    assert.ok(!error.message.includes('<html>'), 'the page of a proxy is of no use');
  });

test('what n8n cannot do now may be tried again, after the time that it names', () => {
  for (const status of [429, 503]) {
    const headers = new Headers({ 'retry-after': '7' });
    const error = mapRefusal({ status, text: '', headers }, 'to write');
    assert.equal(error.class, 'transient');
    assert.equal(error.retryAfterMs, 7_000);
  }
});
