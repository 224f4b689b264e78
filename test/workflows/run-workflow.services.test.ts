import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { WorkflowFailedError } from '@temporalio/client';
import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import { test } from 'vitest';
import { MillwrightError } from '../../src/errors.ts';
import { MESSAGES } from '../../src/protocol/names.ts';
import type { Activities } from '../../src/activities/activities.ts';
import type { AuditEntry, RunResult, Blocker, RunView } from '../../src/protocol/run.ts';
import type { CompactTask } from '../../src/protocol/plan.ts';
import { planOf } from '../run/simulation.ts';
import { simulatedTask } from './simulated-task.ts';
import { statusUntil } from './status-until.ts';
import { withWorld, type World } from './simulated-world.ts';

function count(world: World, call: string): number {
  return world.calls.filter((each) => each === call).length;
}

test('a run of every kind of task completes, each task after what it needs, and its report is written once', async () => {
  await withWorld({}, async (world) => {
    const tasks = [
      simulatedTask({ id: 'node', kind: 'nodes', verifiedByPerson: true }),
      simulatedTask({ id: 'code', kind: 'generated_code', dependsOn: ['node'] }),
      simulatedTask({ id: 'e2e', kind: 'end_to_end', dependsOn: ['code'] }),
      simulatedTask({ id: 'approve', kind: 'checkpoint', dependsOn: ['e2e'] }),
      simulatedTask({ id: 'live', kind: 'activation', dependsOn: ['approve'], critical: true }),
    ];
    const handle = await world.start(planOf(tasks, 4), 'kinds@test');
    await statusUntil(handle, (view) => view.openCheckpoints[0]?.checkpointId === 'node');
    const verified = { checkpoint: 'node', digest: 'digest-node', decision: 'continue', by: 'ben' };
    await handle.executeUpdate(MESSAGES.decideCheckpoint, { args: [verified] });
    const waiting = await statusUntil(handle, (view) => view.openCheckpoints[0]?.checkpointId === 'approve');
    assert.match(waiting.tasks[0]?.evidence?.summary ?? '', /ben verified it/);
    const decision = { checkpoint: 'approve', digest: 'digest-approve', decision: 'continue', by: 'ana' };
    const record = await handle.executeUpdate<{ effect: string }, [unknown]>(MESSAGES.decideCheckpoint, {
      args: [decision],
    });
    assert.equal(record.effect, 'accepted');
    const result = (await handle.result()) as RunResult;
    assert.equal(result.status, 'completed');
    assert.equal(count(world, 'writeReport completed'), 1);
    assert.deepEqual(
      world.calls.filter((call) => !call.startsWith('writeReport')),
      [
        'deployWorkflow node',
        'checkTask node',
        'generateCode code',
        'deployWorkflow code',
        'checkTask code',
        'checkTask e2e',
        'setWorkflowActive ',
        'checkTask live',
      ],
    );
  });
});

test('tasks that are ready together are written to n8n in one write', async () => {
  await withWorld({}, async (world) => {
    const tasks = ['first', 'a', 'b', 'c'].map((id) =>
      simulatedTask({ id, kind: 'nodes', dependsOn: id === 'first' ? [] : ['first'] }),
    );
    const handle = await world.start(planOf(tasks, 4), 'batch@test');
    await handle.result();
    assert.equal(count(world, 'deployWorkflow a+b+c'), 1);
  });
});

test('a failed critical task fails the run after its report; unrelated branches were finished first', async () => {
  const activities = {
    checkTask: async ({ taskId }: { taskId: string }) => ({
      passed: taskId !== 'bad',
      summary: `${taskId} was looked at.`,
      evidenceHash: 'h',
      failureSignature: taskId,
    }),
  };
  await withWorld({ activities }, async (world) => {
    const tasks = [
      simulatedTask({ id: 'bad', critical: true }),
      simulatedTask({ id: 'needs-bad', dependsOn: ['bad'] }),
      simulatedTask({ id: 'other' }),
      simulatedTask({ id: 'after-other', dependsOn: ['other'] }),
    ];
    const handle = await world.start(planOf(tasks, 2), 'critical@test');
    await assert.rejects(handle.result(), (error: WorkflowFailedError) => {
      assert.ok(error.cause instanceof ApplicationFailure);
      assert.equal(error.cause.type, 'RunFailed');
      return true;
    });
    const view = await handle.query<RunView>(MESSAGES.status);
    assert.deepEqual(
      view.tasks.map((task) => task.status),
      ['failed', 'blocked', 'completed', 'completed'],
    );
    assert.equal(count(world, 'writeReport failed'), 1);
  });
});

test('a run says that it has ended when its report is there, and Temporal says so at the same moment', async () => {
  const writing = Promise.withResolvers<void>();
  const written = Promise.withResolvers<void>();
  const activities = {
    writeReport: async () => {
      writing.resolve();
      await written.promise;
      return { reportHash: 'report', outputHash: 'output', folder: '/nowhere' };
    },
  };
  await withWorld({ activities }, async (world) => {
    const handle = await world.start(planOf([simulatedTask({ id: 'only' })], 1), 'reported@test');
    await writing.promise;
    const meanwhile = await handle.query<RunView>(MESSAGES.status);
    written.resolve();
    assert.deepEqual([meanwhile.status, meanwhile.endedAt], ['completed', undefined]);
    await statusUntil(handle, ({ endedAt }) => endedAt !== undefined);
    assert.equal((await handle.describe()).status.name, 'COMPLETED');
  });
});

test('a cancelled run ends as cancelled, but only after its report', async () => {
  await withWorld({}, async (world) => {
    const handle = await world.start(
      planOf([simulatedTask({ id: 'approve', kind: 'checkpoint' })], 1),
      'cancel@test',
    );
    await statusUntil(handle, (view) => view.status === 'awaiting_approval');
    await handle.cancel();
    await assert.rejects(
      handle.result(),
      (error: WorkflowFailedError) => error.cause instanceof CancelledFailure,
    );
    assert.equal(count(world, 'writeReport aborted'), 1);
  });
});

test('nobody decides: the run wakes up by itself, escalates, skips and at last ends, as each task says', async () => {
  await withWorld({}, async (world) => {
    const waiting = (id: string, then: CompactTask['ifBlocked']['then'], waitMinutes: number): CompactTask =>
      simulatedTask({ id, kind: 'manual', ifBlocked: { waitMinutes, then, written: true, channel: 'ops' } });
    const tasks = [
      waiting('labels', 'escalate', 0.02),
      waiting('shelves', 'skip_with_flag', 0.02),
      waiting('poster', 'abort', 0.05),
    ];
    const handle = await world.start(planOf(tasks, 3), 'nobody@test');
    await handle.result().catch(() => undefined);
    const view = await handle.query<RunView>(MESSAGES.status);
    assert.equal(
      view.statusReason,
      'Aborted by if_blocked of poster: Nobody decided on poster within 0.05 minutes.',
    );
    assert.deepEqual(
      view.escalations?.map(({ taskId, channel }) => [taskId, channel]),
      [['labels', 'ops']],
    );
    assert.match(view.tasks[1]?.skippedReason ?? '', /Nobody decided on shelves/);
    assert.equal(count(world, 'writeReport aborted'), 1);
  });
});

test('a service that is away is waited for by the run itself, which then goes on where it was', async () => {
  let away = 6;
  const activities = {
    checkTask: async ({ taskId }: { taskId: string }) => {
      away -= 1;
      if (away >= 0)
        throw ApplicationFailure.retryable(
          new MillwrightError('n8n_unreachable', 'n8n does not answer.').message,
          'n8n_unreachable',
        );
      return { passed: true, summary: `${taskId} is fine.`, evidenceHash: 'h', failureSignature: '' };
    },
  };
  await withWorld({ activities }, async (world) => {
    const handle = await world.start(planOf([simulatedTask({ id: 'probe' })], 1), 'away@test');
    const blocked = await statusUntil(handle, (view) => view.tasks[0]?.status === 'blocked');
    assert.match(blocked.tasks[0]?.waitsFor ?? '', /n8n does not answer/);
    assert.equal(((await handle.result()) as RunResult).status, 'completed');
  });
});

test('a failed probe is skipped, ends the run or asks a person, as it says; what would do harm stops the run', async () => {
  const activities: Partial<Activities> = {
    checkTask: async ({ taskId }) => {
      if (taskId === 'broken') throw ApplicationFailure.nonRetryable('No sandbox.', 'sandbox_unavailable');
      const failed = {
        passed: false,
        summary: `${taskId}: 503.`,
        evidenceHash: taskId,
        failureSignature: 'x',
      };
      const action = (['skip', 'abort', 'escalate'] as const).find((word) => word === taskId);
      return { ...failed, ...(action && { action }) };
    },
  };
  await withWorld({ activities }, async (world) => {
    const tasks = [simulatedTask({ id: 'skip' }), simulatedTask({ id: 'escalate' })];
    const run = await world.start(planOf(tasks, 2), 'actions@test');
    const asking = await statusUntil(run, (view) => view.status === 'awaiting_approval');
    const [question] = asking.openCheckpoints;
    const decision = {
      checkpoint: question?.checkpointId,
      digest: 'escalate',
      decision: 'continue',
      by: 'Ada',
    };
    await run.executeUpdate(MESSAGES.decideCheckpoint, { args: [decision] });
    await run.result();
    const { tasks: ended, escalations } = await run.query<RunView>(MESSAGES.status);
    assert.deepEqual(
      ended.map(({ status, skippedReason }) => [status, skippedReason]),
      [
        ['skipped', 'skip: 503.'],
        ['failed', undefined],
      ],
    );
    assert.deepEqual(
      escalations?.map(({ taskId, reason }) => [taskId, reason]),
      [['escalate', 'escalate: 503.']],
    );
    const audit = await run.query<AuditEntry[]>(MESSAGES.audit);
    assert.deepEqual(
      audit.map((entry) => ('decision' in entry ? entry.decision.by : entry.taskId)),
      ['escalate', 'Ada'],
    );
    for (const [id, by] of [
      ['abort', 'error_handling of abort'],
      ['broken', 'sandbox_unavailable of broken'],
    ] as const) {
      const open = simulatedTask({ id: 'ask', kind: 'checkpoint' });
      const stopped = await world.start(planOf([open, simulatedTask({ id })], 2), `${id}@test`);
      await assert.rejects(stopped.result());
      const view = await stopped.query<RunView>(MESSAGES.status);
      assert.deepEqual(
        [view.status, view.tasks.map(({ status }) => status)],
        ['aborted', ['skipped', 'failed']],
      );
      assert.ok(view.statusReason.startsWith(`Aborted by ${by}: `), view.statusReason);
    }
  });
});

test('what was built without a model is written and checked again as often as it says, and not after the same failure twice', async () => {
  const activities: Partial<Activities> = {
    checkTask: async ({ taskId, round }) => ({
      passed: taskId === 'mended' && round === 2,
      summary: `Round ${round}.`,
      evidenceHash: `${taskId}-${round}`,
      failureSignature: taskId === 'same' ? 'same' : `${round}`,
    }),
  };
  await withWorld({ activities }, async (world) => {
    const tasks = ['mended', 'same'].map((id) => simulatedTask({ id, kind: 'nodes', repairRounds: 2 }));
    const run = await world.start(planOf([...tasks, simulatedTask({ id: 'none' })], 1), 'rounds@test');
    await run.result();
    const { tasks: ended } = await run.query<RunView>(MESSAGES.status);
    assert.deepEqual(
      ended.map(({ status, round, error }) => [status, round, error?.resolutionAttempted]),
      [
        ['completed', 2, undefined],
        ['failed', 1, '1 repair round, and the last failed as the one before'],
        ['failed', 0, ''],
      ],
    );
    assert.equal(count(world, 'deployWorkflow mended'), 3);
    assert.equal(count(world, 'deployWorkflow same'), 2);
  });
});

test('a blocked run lets what is not affected go on, looks again by itself, and finishes when the cause is gone', async () => {
  const missing: Blocker = {
    type: 'missing_credential',
    description: 'n8n has no credential "klaviyo".',
    affectedTasks: ['send'],
    resolutionRequired: 'Create it.',
  };
  let there = false;
  const activities = { checkReadiness: async () => ({ blockers: there ? [] : [missing] }) };
  await withWorld({ activities }, async (world) => {
    const handle = await world.start(
      planOf([simulatedTask({ id: 'send' }), simulatedTask({ id: 'other' })], 2),
      'blocked@test',
    );
    const blocked = await statusUntil(handle, (view) => view.status === 'blocked');
    assert.equal(blocked.blockers[0]?.description, missing.description);
    assert.deepEqual(
      blocked.tasks.map((task) => task.status),
      ['blocked', 'completed'],
    );
    there = true;
    assert.equal(((await handle.result()) as RunResult).status, 'completed');
  });
});

test('continue-as-new loses nothing: a checkpoint is open, an activity runs, and a decision arrives during the drain', async () => {
  let release: () => void = () => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  const started: string[] = [];
  const activities = {
    checkTask: async ({ taskId }: { taskId: string }) => {
      started.push(taskId);
      if (taskId === 'slow') await released;
      return { passed: true, summary: `${taskId} is fine.`, evidenceHash: 'h', failureSignature: '' };
    },
  };
  await withWorld({ suggestContinueAsNewAt: 40, activities }, async (world) => {
    const chain = Array.from({ length: 12 }, (_, index) =>
      simulatedTask({ id: `t${index}`, dependsOn: index === 0 ? [] : [`t${index - 1}`] }),
    );
    const tasks = [
      simulatedTask({ id: 'slow' }),
      simulatedTask({ id: 'approve', kind: 'checkpoint' }),
      ...chain,
      simulatedTask({ id: 'last', dependsOn: ['approve', 't11', 'slow'] }),
    ];
    const handle = await world.start(planOf(tasks, 4), 'roll@test');
    // The drain has begun: the chain stands still although it is not done, only `slow` is still under way.
    await statusUntil(handle, (view) => view.openCheckpoints.length === 1);
    await settled(started);
    assert.ok(started.length < 13, 'the chain went on although the history was to be handed over');
    const decision = { checkpoint: 'approve', digest: 'digest-approve', decision: 'continue', by: 'ana' };
    await handle.executeUpdate(MESSAGES.decideCheckpoint, { args: [decision] });
    release();
    const newest = world.environment.client.workflow.getHandle('roll@test');
    assert.equal(((await newest.result()) as RunResult).status, 'completed');
    const view = await newest.query<RunView>(MESSAGES.status);
    assert.notEqual(view.runId, handle.firstExecutionRunId);
    assert.equal(
      view.tasks.find((task) => task.id === 'approve')?.evidence?.summary,
      'ana decided continue.',
    );
    assert.deepEqual(started.toSorted(), [...new Set(started)].toSorted(), 'an activity ran twice');
    assert.equal(started.length, 14);
  });
});

test("a run that is woken by an owner's answer hands over too: continue-as-new never leaves it standing still", async () => {
  await withWorld({ suggestContinueAsNewAt: 40 }, async (world) => {
    const chain = Array.from({ length: 6 }, (_, index) =>
      simulatedTask({ id: `n${index}`, kind: 'nodes', dependsOn: index === 0 ? [] : [`n${index - 1}`] }),
    );
    const first = await world.start(planOf(chain, 1), 'chain@test');
    const view = await statusUntil(
      world.environment.client.workflow.getHandle('chain@test'),
      ({ status }) => status === 'completed',
    );
    assert.notEqual(view.runId, first.firstExecutionRunId);
  });
});

/** Waits until nothing new was started for half a second. */
async function settled(started: string[]): Promise<void> {
  for (let before = -1; before !== started.length;) {
    before = started.length;
    await pause(500);
  }
}

test('a worker that stops and comes back goes on with the run; no finished activity is repeated', async () => {
  await withWorld({}, async (world) => {
    const tasks = [
      simulatedTask({ id: 'a' }),
      simulatedTask({ id: 'approve', kind: 'checkpoint', dependsOn: ['a'] }),
      simulatedTask({ id: 'b', dependsOn: ['approve'] }),
    ];
    const handle = await world.start(planOf(tasks, 4), 'restart@test');
    await statusUntil(handle, (view) => view.status === 'awaiting_approval');
    await world.stopWorker();
    await handle.signal(MESSAGES.decide, {
      checkpoint: 'approve',
      digest: 'digest-approve',
      decision: 'continue',
      by: 'ana',
    });
    await world.startWorker();
    assert.equal(((await handle.result()) as RunResult).status, 'completed');
    assert.equal(count(world, 'checkTask a'), 1);
  });
});
