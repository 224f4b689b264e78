import assert from 'node:assert/strict';
import { test } from 'vitest';
import type { CompactTask } from '../../src/protocol/plan.ts';
import { isFinished, runStatus } from '../../src/run/ending.ts';
import { applyReadiness, nextDeadlineMs } from '../../src/run/readiness.ts';
import { createRun } from '../../src/run/create-run.ts';
import type { Run } from '../../src/run/run-state.ts';
import type { Blocker } from '../../src/protocol/run.ts';
import { planOf } from './simulation.ts';
import { simulatedTask } from '../workflows/simulated-task.ts';

const MISSING: Blocker = {
  type: 'missing_credential',
  description: 'n8n has no credential "klaviyo".',
  affectedTasks: ['send'],
  resolutionRequired: 'Create it.',
};

/** Looks again and again, as the workflow does, until `untilMs` or until the run has ended. */
function waitInVain(run: Run, untilMs: number): void {
  for (let nowMs = 0; nowMs < untilMs && !isFinished(run); nowMs = nextDeadlineMs(run) ?? untilMs) {
    applyReadiness(run, [MISSING], nowMs);
  }
}

function runWith(task: Partial<CompactTask>): Run {
  const send = simulatedTask({ id: 'send', ...task });
  return createRun(planOf([send, simulatedTask({ id: 'after', dependsOn: ['send'] })], 2), 0);
}

const HOUR_MS = 60 * 60_000;

test('what never comes is waited for as long as the task says, then the task fails and the run ends with a reason', () => {
  const run = runWith({ ifBlocked: { waitMinutes: 60, then: 'escalate' } });
  waitInVain(run, HOUR_MS - 120_000);
  assert.equal(isFinished(run), false);
  waitInVain(run, 2 * HOUR_MS);
  assert.equal(run.state.tasks['send']?.error?.code, 'credential_missing');
  assert.match(run.state.tasks['send']?.error?.message ?? '', /waited for 60 minutes/);
  assert.equal(run.state.tasks['after']?.status, 'blocked');
  assert.equal(runStatus(run), 'completed_with_errors');
});

test('skip_with_flag skips a task that is not critical, and never one that is', () => {
  const ifBlocked = { waitMinutes: 1, then: 'skip_with_flag' as const };
  const skipped = runWith({ ifBlocked });
  waitInVain(skipped, HOUR_MS);
  assert.equal(skipped.state.tasks['send']?.status, 'skipped');
  const critical = runWith({ ifBlocked, critical: true });
  waitInVain(critical, HOUR_MS);
  assert.equal(critical.state.tasks['send']?.status, 'failed');
});

test('abort ends the whole run and names the policy that ended it', () => {
  const run = runWith({ ifBlocked: { waitMinutes: 1, then: 'abort' } });
  waitInVain(run, HOUR_MS);
  assert.equal(runStatus(run), 'aborted');
  assert.equal(run.state.aborted?.by, 'if_blocked of send');
});
