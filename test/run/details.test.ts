import assert from 'node:assert/strict';
import fc from 'fast-check';
import { test } from 'vitest';
import { readDecision } from '../../src/run/decision-shape.ts';
import { renderDetails, tasksInDetails } from '../../src/run/details.ts';
import { createRun } from '../../src/run/create-run.ts';
import { complete } from '../../src/run/scheduler.ts';
import { viewOf } from '../../src/run/view.ts';
import * as example from '../report/abandoned-cart-view.ts';
import { runView } from '../report/random-run-view.ts';
import { simulatedTask } from '../workflows/simulated-task.ts';
import { planOf } from './plan-of.ts';

test('a question comes with an object that the update accepts as it is, and with the command', () => {
  const text = renderDetails(example.waitingView);
  assert.match(text, /### Activate the abandoned-cart workflow\?/);
  assert.match(text, /waits for a person since 2026-11-21 12:01:40 UTC/);
  const json = /^\{$.*^\}$/ms.exec(text)?.[0];
  assert.ok(json);
  const decision = readDecision(JSON.parse(json));
  assert.ok(decision.ok);
  assert.equal(decision.decision.digest, example.APPROVAL.digest);
  assert.match(text, /^millwright decide abandoned-cart@demo approve-activation continue --by "YOUR NAME"$/m);
});

test('a question about money proposes a new limit', () => {
  const budget = { ...example.APPROVAL, checkpointId: 'budget#1' };
  const text = renderDetails({ ...example.waitingView, openCheckpoints: [budget] });
  assert.match(text, /"modifications": \{\s+"stop_usd": 100\s+\}/);
  assert.match(
    text,
    /^millwright decide abandoned-cart@demo 'budget#1' continue --by "YOUR NAME" --stop-usd 100$/m,
  );
});

test('the built workflow is a link, cost and simulation are told', () => {
  const text = renderDetails(example.waitingView);
  assert.match(
    text,
    /\[Abandoned-cart recovery\]\(http:\/\/127\.0\.0\.1:5678\/workflow\/mw3f2a9c1b7d4e60\), 14 nodes/,
  );
  assert.match(text, /Cost: \\\$0\.0231 of at most \\\$50\.00, 3 model calls/);
  assert.match(text, /Simulated: replayed answers; stand-ins for shopify, klaviyo, slack/);
});

test('dollar signs are no formula, and in code they stay as they are', () => {
  const shown = '- `jsonBody`: `$json.a` → `$json.b`, $1 of $2';
  const view = { ...example.waitingView, openCheckpoints: [{ ...example.APPROVAL, shown }] };
  const expected = '- `jsonBody`: `$json.a` → `$json.b`, \\$1 of \\$2';
  assert.ok(renderDetails(view).includes(expected));
});

test('a blocker says since when and what to do', () => {
  assert.match(
    renderDetails(example.blockedView),
    /#### Blocked since 2026-11-21 12:00:01 UTC: environment unavailable\n\n.*\n\nTo do: /,
  );
});

test('every run has its details, and a large one stays readable', () => {
  fc.assert(
    fc.property(runView, (view) => {
      const lines = renderDetails(view).split('\n');
      assert.ok(lines.filter((line) => line.startsWith('- ')).length >= Math.min(1, view.tasks.length));
      assert.equal(lines.at(-1), '\u00a0');
    }),
  );
});

test('of a run with many tasks the details name the first that are not done, and how many more there are', () => {
  const tasks = Array.from({ length: 500 }, (_, index) => simulatedTask({ id: `t${index}` }));
  const run = createRun(planOf(tasks, 4), 0);
  complete(run, 't0', 1);
  const text = renderDetails(viewOf(run, { workflowId: 'w', runId: 'r' }, tasksInDetails(run)));
  assert.doesNotMatch(text, /\*\*t0\*\*/);
  assert.match(text, /\*\*t1\*\*.*\*\*t40\*\*/s);
  assert.doesNotMatch(text, /\*\*t41\*\*/);
  assert.match(text, /- … and 459 more/);
});
