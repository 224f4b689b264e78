import assert from 'node:assert/strict';
import { test } from 'vitest';
import { isTransient, taskError } from '../../src/run/task-error.ts';

test('a code that only a newer worker knows is reported as internal, with its message', () => {
  const error = taskError('from_tomorrow', 'It broke.');
  assert.equal(error.code, 'internal');
  assert.equal(error.message, 'It broke.');
  assert.equal(isTransient('from_tomorrow'), false);
});

test('a run waits for what may come back, and for nothing else', () => {
  assert.equal(isTransient('n8n_unreachable'), true);
  assert.equal(isTransient('acceptance_failed'), false);
  assert.equal(isTransient('toString'), false);
});
