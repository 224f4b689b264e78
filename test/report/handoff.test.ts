import assert from 'node:assert/strict';
import fc from 'fast-check';
import { test } from 'vitest';
import type { RunView } from '../../src/protocol/run.ts';
import { phase5Handoff } from '../../src/report/handoff.ts';
import * as example from './abandoned-cart-view.ts';
import { evidence } from './abandoned-cart-view.ts';
import { runView } from './random-run-view.ts';

const realParts: Partial<RunView> = { simulated: { replayedAnswers: false, standIns: [] } };

test('all tasks completed with evidence and nothing simulated: proceed', () => {
  const handoff = phase5Handoff({ ...example.completedView, ...realParts });
  assert.equal(handoff.proceed_recommendation, 'proceed');
  assert.equal(handoff.ready_for_validation, true);
  assert.deepEqual(handoff.manual_verification_needed, []);
  assert.deepEqual(
    handoff.validation_scope.map((part) => part.testable),
    [true, true],
  );
});

test('stand-ins are a known issue and something for a person to verify', () => {
  const handoff = phase5Handoff(example.completedView);
  assert.equal(handoff.proceed_recommendation, 'proceed_with_issues');
  assert.ok(
    handoff.known_issues.some((issue) => issue.issue.includes('klaviyo') && issue.affects_validation),
  );
  assert.equal(handoff.manual_verification_needed.length, 3);
});

test('what the evidence of a task leaves open is a known issue and something for a person to verify', () => {
  const gaps = [{ mark: 'not_driven' as const, text: 'Nothing was sent to slack.' }];
  const tasks = example.completedView.tasks.map((task, index) =>
    index === 0 ? { ...task, evidence: { ...evidence('Good.'), gaps } } : task,
  );
  const handoff = phase5Handoff({ ...example.completedView, ...realParts, tasks });
  const sentence = `${tasks[0]?.id}: Not driven: Nothing was sent to slack.`;
  assert.equal(handoff.proceed_recommendation, 'proceed_with_issues');
  assert.ok(handoff.known_issues.some(({ issue }) => issue === sentence));
  assert.deepEqual(handoff.manual_verification_needed, [sentence]);
});

test('a failed task that is not critical: proceed with issues', () => {
  const handoff = phase5Handoff(example.withErrorsView);
  assert.equal(handoff.proceed_recommendation, 'proceed_with_issues');
  assert.ok(
    handoff.known_issues.some(
      (issue) => issue.issue.startsWith('suppress-log failed') && issue.severity === 'medium',
    ),
  );
});

test('a critical task that is not completed blocks, whatever else is true', () => {
  fc.assert(
    fc.property(runView, (view) => {
      const handoff = phase5Handoff(view);
      const missing = view.tasks.filter((task) => task.critical && task.status !== 'completed');
      if (missing.length > 0) assert.equal(handoff.proceed_recommendation, 'blocked');
      for (const task of missing) assert.ok(handoff.proceed_rationale.includes(task.id), task.id);
    }),
  );
});

test('proceed means: every task completed and no known issue touches validation', () => {
  const good = runView.map((view) => ({
    ...view,
    ...realParts,
    status: 'completed' as const,
    blockers: [],
    components: view.components.map((component) => ({ ...component, active: true })),
    tasks: view.tasks.map((task) => ({
      ...task,
      status: 'completed' as const,
      evidence: evidence('It works.'),
    })),
  }));
  const almostGood = fc.tuple(good, runView).map(([view, other]) => ({ ...view, status: other.status }));
  let proceeded = 0;
  fc.assert(
    fc.property(fc.oneof(runView, good, almostGood), (view) => {
      const handoff = phase5Handoff(view);
      if (handoff.proceed_recommendation !== 'proceed') return;
      proceeded += 1;
      assert.ok(view.tasks.every((task) => task.status === 'completed' && task.evidence?.passed));
      assert.ok(handoff.known_issues.every((issue) => !issue.affects_validation));
      assert.equal(view.status, 'completed');
    }),
    { numRuns: 500 },
  );
  assert.ok(proceeded > 0, 'no random run was good enough to say anything');
});

test('a task that calls itself completed without passing evidence is an issue', () => {
  const [first, ...others] = example.completedView.tasks;
  assert.ok(first);
  const { evidence: _taken, ...unproven } = first;
  const handoff = phase5Handoff({ ...example.completedView, ...realParts, tasks: [unproven, ...others] });
  assert.equal(handoff.proceed_recommendation, 'proceed_with_issues');
  assert.ok(handoff.known_issues.some((issue) => issue.issue.includes('checkout-webhook is unverified')));
  assert.ok(handoff.manual_verification_needed.some((text) => text.startsWith('checkout-webhook')));
});

test('a workflow without an activation step stays inactive, and the handoff says so', () => {
  const tasks = example.completedView.tasks.filter((task) => task.kind !== 'activation');
  const components = example.completedView.components.map((component) => ({ ...component, active: false }));
  const handoff = phase5Handoff({ ...example.completedView, tasks, components });
  assert.ok(handoff.known_issues.some((issue) => issue.issue.includes('no activate_workflow step')));
});

test('a run that has not ended, was aborted or blocked is not ready for validation', () => {
  for (const view of [
    example.runningView,
    example.waitingView,
    example.blockedView,
    example.abortedView,
    example.failedView,
  ]) {
    assert.equal(phase5Handoff(view).ready_for_validation, false, view.status);
  }
});
