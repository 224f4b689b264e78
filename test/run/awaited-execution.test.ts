import assert from 'node:assert/strict';
import { test } from 'vitest';
import { createRun } from '../../src/run/create-run.ts';
import { applyOutcome } from '../../src/run/outcomes.ts';
import { wakeTasks } from '../../src/run/wait-for-service.ts';
import { nextEffects } from '../../src/run/task-program.ts';
import { simulatedTask } from '../workflows/simulated-task.ts';
import { planOf } from './plan-of.ts';

const MINUTE_MS = 60_000;

/** Lets the check of a probe come back with this code for two hours, with 90 minutes between two looks. */
function waitedFor(code: string) {
  const run = createRun(planOf([simulatedTask({ id: 'live' })], 1), 0);
  const waited: (number | undefined)[] = [];
  for (const nowMs of [0, 90 * MINUTE_MS, 180 * MINUTE_MS]) {
    wakeTasks(run, nowMs);
    for (const effect of nextEffects(run, nowMs)) {
      if (effect.kind === 'check') waited.push(effect.waitedMs);
      applyOutcome(run, 'live', { kind: 'unavailable', code, reason: 'Nobody has used it.' }, nowMs);
    }
  }
  return { waited, status: run.state.tasks['live']?.status };
}

test('a check that waits for an execution is told for how long, and is not given up before it says so', () => {
  assert.deepEqual(waitedFor('execution_awaited'), {
    waited: [undefined, 90 * MINUTE_MS, 180 * MINUTE_MS],
    status: 'blocked',
  });
});

test('a service that is away is given up as before', () => {
  assert.equal(waitedFor('n8n_unreachable').status, 'failed');
});
