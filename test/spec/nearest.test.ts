import assert from 'node:assert/strict';
import { test } from 'vitest';
import { suggest } from '../../src/spec/nearest.ts';

test('a name that differs in case and separators only is the one that was meant', () => {
  assert.equal(
    suggest('HTTP_Request', ['http-request', 'http-requests'], 'nodes'),
    'Did you mean `http-request`?',
  );
});

test('where nothing is near, what there is is listed, at most twelve of it', () => {
  const names = Array.from({ length: 15 }, (_, index) => `task-number-${index}`);
  assert.match(
    suggest('zzz', names, 'tasks'),
    /^Use one of the tasks: `task-number-0`, .*`task-number-11` and 3 more\.$/,
  );
});

test('where there is nothing yet, it is said that something must be declared', () => {
  assert.equal(suggest('hook', [], 'tasks'), 'There are no tasks yet: declare one, or leave this out.');
});
