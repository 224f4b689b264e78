import assert from 'node:assert/strict';
import { test } from 'vitest';
import { nearest, suggest } from '../../src/spec/nearest.ts';

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

test('a name is near by few letters, or by its words when only one candidate has them, and never else', () => {
  const nodes = [
    'Edit Fields (Set)',
    'Edit Image',
    'Google Sheets',
    'Google Docs',
    'Slack',
    'Stop and Error',
  ];
  const near: Record<string, string | undefined> = {
    'Edit Fields': 'Edit Fields (Set)',
    Salck: 'Slack',
    SLAK: 'Slack',
    Sheets: 'Google Sheets',
    'Google Sheets Trigger': 'Google Sheets',
    Google: undefined,
    Edit: undefined,
    and: 'Stop and Error',
    'Notify everybody': undefined,
    'Customer record': undefined,
  };
  for (const [name, expected] of Object.entries(near)) assert.equal(nearest(name, nodes), expected, name);
  assert.equal(nearest('timeout', ['timeout_minutes', 'channel']), 'timeout_minutes');
  assert.equal(nearest('discount-policy', ['discount-pricing-xyz']), undefined);
  assert.equal(nearest('???', ['a', 'b']), undefined);
});
