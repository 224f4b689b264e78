import assert from 'node:assert/strict';
import fc from 'fast-check';
import { test } from 'vitest';
import { explainTask } from '../../src/cli/views/explain-view.ts';
import * as example from '../report/abandoned-cart-view.ts';
import { runView } from '../report/random-run-view.ts';

test('a pending task is explained down to the person who has to decide', () => {
  assert.deepEqual(explainTask(example.waitingView, 'go-live'), [
    'go live (activate_workflow on orchestrator, critical)',
    '· go-live is pending: after approve-activation',
    '  ? approve-activation waits for a person: Activate the abandoned-cart workflow? (since 12:01:40)',
    '      millwright decide abandoned-cart@demo approve-activation continue --by NAME',
    '      millwright decide abandoned-cart@demo approve-activation retry --by NAME',
    '      millwright decide abandoned-cart@demo approve-activation abort --by NAME',
  ]);
});

test('a blocked task is explained down to the failure, what was tried and what to do', () => {
  const lines = explainTask(example.failedView, 'klaviyo-event');
  assert.deepEqual(
    lines.filter((line) => /^ *[■✗]/.test(line)).map((line) => line.trim().split(' ')[1]),
    ['klaviyo-event', 'slack-approval', 'discount-policy'],
  );
  assert.match(lines.join('\n'), /Attempt 1: 9 of 10 samples/);
  assert.match(lines.join('\n'), /Tried: 2 repair rounds\./);
  assert.match(lines.join('\n'), /To do: .*correct the task or its samples/);
});

test('a missing service is named with what to do', () => {
  const text = explainTask(example.blockedView, 'normalise-cart').join(' ');
  assert.match(text, /checkout-webhook is blocked/);
  assert.equal(text.match(/n8n does not answer/g)?.length, 1, text);
  assert.match(text, /To do: /);
});

test('a misspelt task gets the nearest name', () => {
  assert.deepEqual(explainTask(example.runningView, 'go-life'), [
    'There is no task go-life in this run. Did you mean go-live?',
  ]);
});

test('any task of any run can be explained, and each cause is told once', () => {
  fc.assert(
    fc.property(
      runView.filter((view) => view.tasks.length > 0),
      (view) => {
        const last = view.tasks.at(-1);
        assert.ok(last);
        const lines = explainTask(view, last.id);
        assert.ok(lines.length >= 2);
        assert.ok(lines.length <= 1 + view.tasks.length * 60, 'a chain does not explode');
        assert.doesNotMatch(lines.join(''), /\p{Cc}|\p{Cf}/u);
      },
    ),
  );
});
