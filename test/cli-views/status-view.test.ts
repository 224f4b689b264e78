import assert from 'node:assert/strict';
import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import { test } from 'vitest';
import { renderStatus } from '../../src/cli/views/status-view.ts';
import { WIDTH } from '../../src/cli/views/terminal-text.ts';
import * as example from '../report/abandoned-cart-view.ts';
import { runView } from '../report/random-run-view.ts';

const plain = { color: false };

test('a run that waits shows evidence, the question, the exact command, the cost, and what was simulated', () => {
  assert.equal(
    renderStatus(example.waitingView, plain),
    `Abandoned-cart recovery 1.0.0  abandoned-cart@demo
? awaits a decision  Waits for a decision on approve-activation: Activate the abandoned-cart workfl…
simulated: replayed answers · stand-ins: shopify, klaviyo, slack

  ✓ checkout-webhook      The webhook and its answer node stand in the workflow as specified.
  ✓ klaviyo-connectivity  Klaviyo answered 200 with "data".
  ✓ normalise-cart        4 of 4 samples gave exactly the expected cart.
  ✓ wait-for-customer     The node stands in the workflow as specified.
  ✓ still-open-check      Look-up and branch stand in the workflow as specified.
  ✓ discount-policy       10 of 10 samples gave exactly the expected discount.
  ✓ slack-approval        Stands in the workflow as specified.
  ✓ klaviyo-event         Stands in the workflow as specified.
  ✓ wire-main-path        Stands in the workflow as specified.
  ✓ e2e-pinned            Stands in the workflow as specified.
  ? approve-activation    awaits approval: Activate the abandoned-cart workflow? (since 12:01:40)
  · go-live               after approve-activation

  ? approve-activation waits for a person since 12:01:40 UTC
    Activate the abandoned-cart workflow?
    millwright decide abandoned-cart@demo approve-activation continue --by NAME
    or, in place of continue: retry, abort

built  Abandoned-cart recovery: 14 nodes, 13 connections, inactive
       http://127.0.0.1:5678/workflow/mw3f2a9c1b7d4e60
tasks  12 in all · 1 pending · 1 awaits approval · 10 completed
cost   $0.0231 of at most $50.00 · 3 model calls
time   started 2026-11-21 12:00:00 UTC`,
  );
});

test('a failure is shown in full, with what to do', () => {
  const text = renderStatus(example.failedView, plain);
  assert.match(text, / {4}Two rounds failed in the same way: sample "exactly 50" gave 5, expected 0\./);
  assert.match(text, / {4}To do: .*correct the task or its samples\./);
});

test('a blocker names since when, what is missing and what to do', () => {
  const text = renderStatus(example.blockedView, plain);
  assert.match(text, /■ environment_unavailable since 12:00:01\n {4}n8n does not answer/);
});

test('a run without simulated parts carries no such label', () => {
  const real = { ...example.completedView, simulated: { replayedAnswers: false, standIns: [] } };
  assert.doesNotMatch(renderStatus(real, plain), /simulated/);
});

test('colour changes nothing but colour', () => {
  fc.assert(
    fc.property(runView, (view) => {
      assert.equal(stripVTControlCharacters(renderStatus(view, { color: true })), renderStatus(view, plain));
    }),
  );
  assert.notEqual(
    renderStatus(example.runningView, { color: true }),
    renderStatus(example.runningView, plain),
  );
});

test('whatever strangers write, every task is one line within the width and nothing steers the terminal', () => {
  fc.assert(
    fc.property(runView, (view) => {
      const text = renderStatus(view, plain);
      assert.doesNotMatch(text, /(?!\n)\p{Cc}|\p{Cf}/u);
      const lines = text.split('\n');
      for (const task of view.tasks) {
        const own = lines.filter((line) => line.slice(4).startsWith(`${task.id} `) && line.startsWith('  '));
        assert.ok(own.length >= 1, task.id);
      }
      const tooLong = lines.filter((line) => Array.from(line).length > WIDTH && line.trim().includes(' '));
      assert.deepEqual(tooLong, []);
    }),
  );
});

test('a secret in a message is not printed', () => {
  const secret = `sk-ant-api03-${'Ab1'.repeat(12)}`;
  const text = renderStatus({ ...example.runningView, statusReason: `Asked with ${secret}.` }, plain);
  assert.match(text, /Asked with \[redacted\]\./);
});
