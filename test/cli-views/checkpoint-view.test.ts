import assert from 'node:assert/strict';
import { test } from 'vitest';
import { decideCommand, renderCheckpoint } from '../../src/cli/views/checkpoint-view.ts';
import { APPROVAL } from '../report/abandoned-cart-view.ts';

test('a question is shown with a command to copy and the words that may stand in its place', () => {
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

  Digest   d41f77ab
    millwright decide abandoned-cart@demo approve-activation continue --by NAME
    or, in place of continue: retry, abort`,
  );
});

test('a long list is folded into the line that announces it, and the whole is one command away', () => {
  const nodes = Array.from({ length: 15 }, (_, index) => `- Node number ${index}`);
  const shown = ['15 nodes:', '', ...nodes, '', '**Evidence:** 9 of 9 checks passed.', '', ...nodes].join(
    '\n',
  );
  const text = renderCheckpoint({ ...APPROVAL, shown }, 'abandoned-cart@demo');
  assert.match(text, /^ {2}│ 15 nodes: Node number 0, [^-]*\d+ more$/m);
  assert.match(text, /^ {2}│ Evidence: 9 of 9 checks passed\.$/m);
  assert.match(text, /^ {2}In full {2}millwright explain abandoned-cart@demo approve-activation$/m);
  assert.ok(text.split('\n').length < 12, text);
});

const CODE = [
  'const power = (n) => n ** 2;',
  '- 1;',
  '\tconst  spaced = "**"; // [link](x)',
  'x'.repeat(150),
];

test('code is shown as it is, line by line, and long code is one command away', () => {
  const shown = ['**Code of a**', '', '````js', ...CODE, '````', '', '**Cost:** none'].join('\n');
  const text = renderCheckpoint({ ...APPROVAL, shown }, 'run');
  for (const line of CODE) assert.ok(text.includes(`  │ ${line.replace('\t', '  ')}\n`), line);
  assert.match(text, /│ Cost: none/);
  const long = ['```js', ...Array.from({ length: 40 }, () => 'a;'), '```'].join('\n');
  const folded = renderCheckpoint({ ...APPROVAL, shown: long }, 'run');
  assert.match(folded, /│ {3}40 lines of code\n[\s\S]*In full {2}millwright explain/);
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
