import assert from 'node:assert/strict';
import { test } from 'vitest';
import { asCalled } from '../../src/cli/invocation.ts';

test('who called through npm gets commands that npm finds', () => {
  const text =
    'Start it with `millwright up`.\n  millwright decide a@b c continue\n  npx millwright status a@b';
  for (const event of ['start', 'millwright', 'npx']) {
    assert.equal(
      asCalled(text, { npm_lifecycle_event: event }),
      'Start it with `npx millwright up`.\n  npx millwright decide a@b c continue\n  npx millwright status a@b',
    );
  }
  assert.equal(asCalled(text, {}), text);
  assert.equal(asCalled(text, { npm_lifecycle_event: 'test' }), text);
});

test('only commands are meant: paths, names and prose stay', () => {
  const text = '/home/ada/.cache/millwright up, bin/millwright run, millwright-sandbox, what Millwright made';
  assert.equal(asCalled(text, { npm_lifecycle_event: 'npx' }), text);
});
