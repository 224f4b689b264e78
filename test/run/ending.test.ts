import assert from 'node:assert/strict';
import { test } from 'vitest';
import { createRun } from '../../src/run/create-run.ts';
import { abortRun } from '../../src/run/ending.ts';
import { applyOutcome } from '../../src/run/outcomes.ts';
import { nextEffects } from '../../src/run/task-program.ts';
import { viewOf } from '../../src/run/view.ts';
import { simulatedTask } from '../workflows/simulated-task.ts';
import { planOf } from './plan-of.ts';

const IDS = { workflowId: 'w', runId: 'r' };

test('a run that was aborted is said to be stopping until it has ended, and keeps the questions that nobody answered', () => {
  const run = createRun(planOf([simulatedTask({ id: 'ask', kind: 'checkpoint' })], 1), 0);
  nextEffects(run, 1);
  applyOutcome(run, 'ask', { kind: 'described', digest: 'd', shown: 'x', question: 'Go on?' }, 2);
  abortRun(run, 'Ada', 'Not now.', 3);
  const stopping = viewOf(run, IDS);
  assert.match(stopping.statusReason, /^It is stopping: .*Aborted by Ada: Not now\.$/);
  assert.deepEqual(stopping.openCheckpoints, []);
  run.state.endedAtMs = 4;
  const ended = viewOf(run, IDS);
  assert.equal(ended.statusReason, 'Aborted by Ada: Not now.');
  assert.deepEqual(
    ended.unanswered?.map(({ checkpointId, question }) => [checkpointId, question]),
    [['ask', 'Go on?']],
  );
});

test('a run that began by the older rules goes on by them: no rounds without a model, and an error fails its task alone', () => {
  const { rules: _rules, ...older } = planOf(
    [simulatedTask({ id: 'probe', repairRounds: 2 }), simulatedTask({ id: 'broken' })],
    2,
  );
  const run = createRun(older, 0);
  nextEffects(run, 1);
  const evidence = { passed: false, summary: 'No.', evidenceHash: 'h', failureSignature: 's' };
  applyOutcome(run, 'probe', { kind: 'checked', evidence: { ...evidence, action: 'escalate' } }, 2);
  applyOutcome(run, 'broken', { kind: 'failed', code: 'sandbox_unavailable', message: 'Gone.' }, 3);
  const { tasks, status } = viewOf(run, IDS);
  assert.deepEqual(
    [status, ...tasks.map((task) => task.status)],
    ['completed_with_errors', 'failed', 'failed'],
  );
});
