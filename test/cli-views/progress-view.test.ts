import assert from 'node:assert/strict';
import fc from 'fast-check';
import { test } from 'vitest';
import { renderProgress } from '../../src/cli/views/progress-view.ts';
import { workingLine } from '../../src/cli/views/working-line.ts';
import { WIDTH } from '../../src/cli/views/terminal-text.ts';
import * as example from '../report/abandoned-cart-view.ts';
import { runView } from '../report/random-run-view.ts';

test('the first look introduces the run and tells what has been done', () => {
  assert.deepEqual(renderProgress(undefined, example.runningView), [
    'Abandoned-cart recovery 1.0.0: 12 tasks, run abandoned-cart@demo',
    'simulated: replayed answers · stand-ins: shopify, klaviyo, slack',
    '✓ checkout-webhook      The webhook and its answer node stand in the workflow as specified.',
    '✓ klaviyo-connectivity  Klaviyo answered 200 with "data".',
    '✓ normalise-cart        4 of 4 samples gave exactly the expected cart.',
    '✓ wait-for-customer     The node stands in the workflow as specified.',
    '✓ still-open-check      Look-up and branch stand in the workflow as specified.',
    '▸ discount-policy       repair 1: 9 of 10 samples: "exactly 50" gave 5, expected 0.',
  ]);
});

test('a later look tells only what changed: tasks, then the end', () => {
  assert.deepEqual(renderProgress(example.waitingView, example.completedView), [
    '✓ approve-activation    Ana Keller decided continue: looks right.',
    '✓ go-live               The production URL answered 200.',
    '✓ completed: 12 of 12 tasks completed.',
  ]);
});

test('a decision that changed nothing is told with its reason', () => {
  const [record] = example.completedView.decisions;
  assert.ok(record);
  const stale = { ...record, effect: 'stale' as const, answer: 'What is shown has changed since.' };
  const next = { ...example.waitingView, decisions: [stale] };
  assert.deepEqual(renderProgress(example.waitingView, next), [
    '! Ana Keller: stale. What is shown has changed since.',
  ]);
});

test('what is missing is told once, not for each task that waits for it, and when it is there', () => {
  const lines = renderProgress(undefined, example.blockedView);
  assert.equal(lines.filter((line) => line.startsWith('■')).length, 1);
  assert.match(lines.join('\n'), /■ blocked: n8n does not answer.*\n {4}To do: /);
  const mended = { ...example.blockedView, blockers: [] };
  assert.deepEqual(renderProgress(example.blockedView, mended), ['○ nothing is missing any more: going on']);
});

test('a run that found part of its work done says at its end what it changed in n8n', () => {
  const tasks = example.completedView.tasks.map((task) => ({
    ...task,
    change:
      task.id === 'checkout-webhook'
        ? 'added node "Wait" of wait-for-customer; added 2 connections'
        : 'no change',
  }));
  const lines = renderProgress(example.waitingView, { ...example.completedView, tasks });
  assert.deepEqual(lines.slice(-3), [
    '  Changed in n8n:',
    '    wait-for-customer: added node "Wait"',
    '    checkout-webhook: added 2 connections',
  ]);
});

test('a terminal of 60 columns gets lines of 60 columns', () => {
  const lines = renderProgress(undefined, example.completedView, { color: false, width: 60 }).slice(2);
  assert.deepEqual(
    lines.filter((line) => Array.from(line).length > 60),
    [],
  );
});

test('between two pieces of news one line says what the run is at, since when, and the cost', () => {
  const nowMs = Date.parse('2026-11-21T12:03:41.000Z');
  const plain = { color: false };
  assert.equal(
    workingLine(example.waitingView, nowMs, plain),
    '… a decision on approve-activation, 2 min  $0.0231',
  );
  assert.match(
    workingLine(example.runningView, nowMs, plain),
    /^… discount-policy: the model and the sandbox, \d+ \w+ {2}\$/,
  );
  fc.assert(
    fc.property(runView, (view) => {
      const line = workingLine(view, nowMs, plain);
      assert.doesNotMatch(line, /\p{Cc}|\p{Cf}/u);
      assert.ok(Array.from(line).length <= WIDTH, line);
    }),
  );
});

test('nothing changed: nothing is printed', () => {
  fc.assert(
    fc.property(runView, (view) => assert.deepEqual(renderProgress(view, structuredClone(view)), [])),
  );
});

test('every line is one line within the width, whatever strangers write', () => {
  fc.assert(
    fc.property(runView, (view) => {
      const [, ...lines] = renderProgress(undefined, view);
      for (const line of lines.filter((each) => !each.startsWith('simulated:'))) {
        assert.doesNotMatch(line, /\p{Cc}|\p{Cf}/u);
        assert.ok(Array.from(line).length <= WIDTH, line);
      }
    }),
  );
});
