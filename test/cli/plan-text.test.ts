import assert from 'node:assert/strict';
import { test } from 'vitest';
import { planText } from '../../src/cli/views/plan-text.ts';
import { alignColumns, counted, minutesText, usd, wrapWords } from '../../src/cli/text.ts';
import { executionPlan } from '../../src/plan/execution-plan.ts';
import type { Specification } from '../../src/spec/model.ts';
import { environment, specification, task } from '../plan/support/specifications.ts';

function textOf(given: Specification): string {
  return planText(
    executionPlan(given, environment(), () => 0),
    { compared: false, reason: 'No n8n runs.' },
    (_style, text) => text,
  );
}

test('a small amount is not shown as free', () => {
  assert.deepEqual([0, 0.004, 0.0123, 0.5, 12.3].map(usd), ['$0.00', '$0.0040', '$0.012', '$0.50', '$12.30']);
});

test('minutes become hours where that reads better, and waiting people have none', () => {
  const ranges = [
    { min: 0, max: 0 },
    { min: 2, max: 5 },
    { min: 7, max: 7 },
    { min: 45, max: 125 },
    { min: 60, max: 60 },
  ];
  assert.deepEqual(ranges.map(minutesText), ['', '2–5 min', '7 min', '45 min – 2 h 5 min', '1 h']);
});

test('columns line up, and long lists wrap at the width', () => {
  assert.deepEqual(
    alignColumns([
      ['a', 'bb'],
      ['ccc', 'd'],
    ]),
    [
      ['a  ', 'bb'],
      ['ccc', 'd'],
    ],
  );
  assert.equal(wrapWords(['one', 'two', 'three'], ' → ', 11, '  '), 'one → two →\n  three');
  assert.deepEqual([counted(1, 'task'), counted(2, 'task')], ['1 task', '2 tasks']);
});

test('what may not run together is shown as one after the other', () => {
  const text = textOf(specification([task('first', [], { must_not_run_with: ['second'] }), task('second')]));
  assert.match(text, /Time {2}4–10 min/);
  assert.match(text, /^ {3}1 {3}● first .*\n +then ○ second /m);
});

test('a specification that asks no model and no person says so by leaving nothing out', () => {
  const text = textOf(specification([task('only')]));
  assert.match(text, /none: no model is asked/);
  assert.doesNotMatch(text, /Asks a person|Needs in n8n|Blocked/);
  assert.match(text, /n8n workflow Recovery: 0 nodes, 0 connections, stays inactive/);
});

test('held tasks are marked, and the blocker says how it is resolved', () => {
  const text = textOf(
    specification([task('held'), task('free')], {
      phase_4_handoff: {
        proceed_recommendation: 'proceed_with_blockers',
        implementation_ready: true,
        blocking_items: ['missing_credential: held needs Slack.'],
        human_confirmations_needed: [],
      },
    }),
  );
  assert.match(text, /✗ held/);
  assert.match(text, /● free|○ free/);
  assert.match(text, /missing_credential {2}held needs Slack\. {2}\(held\)\n +fix {2}Create the credential/);
});
