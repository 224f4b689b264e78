import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decideCommand, renderCheckpoint } from '../../src/cli/views/checkpoint-view.ts';
import { APPROVAL } from '../report/abandoned-cart-view.ts';

test('a question is shown in full, with one command for each answer', () => {
  assert.equal(
    renderCheckpoint(APPROVAL, 'abandoned-cart@demo'),
    `? approve-activation  open since 12:01:40 UTC
  Activate the abandoned-cart workflow?

  │ ## n8n
  │
  │     + node Normalise cart
  │     + node Discount policy
  │
  │ Cost so far: 0.0231 USD.

  digest d41f77ab
    millwright decide abandoned-cart@demo approve-activation continue --by NAME
    millwright decide abandoned-cart@demo approve-activation retry --by NAME
    millwright decide abandoned-cart@demo approve-activation abort --by NAME`,
  );
});

test('what is shown cannot steer the terminal or hide a line', () => {
  const text = renderCheckpoint(
    { ...APPROVAL, shown: '\u001b[2J\u001b[1;1Hall good\r\n\u202e+ node Evil' },
    'run',
  );
  assert.match(text, / {2}│ all good\n {2}│ \+ node Evil/);
});

test('commands can be pasted into a shell as they are', () => {
  assert.equal(
    decideCommand('a@b', 'normalise-cart?1', 'retry'),
    "millwright decide a@b 'normalise-cart?1' retry --by NAME",
  );
  assert.equal(
    decideCommand("it's; rm -rf", 'x', 'continue'),
    `millwright decide 'it'\\''s; rm -rf' x continue --by NAME`,
  );
  assert.equal(
    decideCommand('a@b', 'budget#1', 'continue'),
    'millwright decide a@b budget#1 continue --by NAME --stop-usd USD',
  );
});
