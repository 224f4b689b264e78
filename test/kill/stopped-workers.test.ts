import assert from 'node:assert/strict';
import { ApplicationFailure } from '@temporalio/common';
import { test } from 'vitest';
import { planOf } from '../run/simulation.ts';
import { simulatedTask } from '../workflows/simulated-task.ts';
import { withWorld } from '../workflows/simulated-world.ts';

/** More than the four attempts of an activity. */
const STOPS = 6;

function stopped(): ApplicationFailure {
  return ApplicationFailure.create({ type: 'WorkerShutdown', message: 'stopped', nextRetryDelay: '1ms' });
}

test('stopping workers is no attempt: a check and the report that were cut off more often than they may fail are still done', async () => {
  let checks = 0;
  let reports = 0;
  const activities = {
    checkTask: async () => {
      if ((checks += 1) <= STOPS) throw stopped();
      return { passed: true, summary: 'as specified', evidenceHash: 'evidence', failureSignature: '' };
    },
    writeReport: async () => {
      if ((reports += 1) <= STOPS) throw stopped();
      return { reportHash: 'report', outputHash: 'output', folder: '/' };
    },
  };
  await withWorld({ activities }, async (world) => {
    const handle = await world.start(
      planOf([simulatedTask({ id: 'node', kind: 'nodes' })], 4),
      'stopped@test',
    );
    assert.equal(((await handle.result()) as { status: string }).status, 'completed');
    assert.deepEqual({ checks, reports }, { checks: STOPS + 1, reports: STOPS + 1 });
  });
});
