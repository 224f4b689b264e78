import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import type { WorkflowHandle } from '@temporalio/client';
import { temporal } from '@temporalio/proto';
import { test } from 'vitest';
import { KeptRuns } from '../../src/cli/runs/kept-runs.ts';
import { RunClient } from '../../src/cli/runs/run-client.ts';
import { MESSAGES } from '../../src/protocol/names.ts';
import { planOf } from '../run/simulation.ts';
import { HeldPayloads } from './held-payloads.ts';
import { simulatedTask } from './simulated-task.ts';
import { withWorld, type World } from './simulated-world.ts';
import { statusUntil } from './status-until.ts';

const SCHEDULED = temporal.api.enums.v1.PendingWorkflowTaskState.PENDING_WORKFLOW_TASK_STATE_SCHEDULED;
const COMPLETED = temporal.api.enums.v1.EventType.EVENT_TYPE_ACTIVITY_TASK_COMPLETED;

const NO_RECORDS = new KeptRuns({ artifacts: '/millwright-never-made' });

/** A query that has not found its own worker after this time is given to any. */
const STICKY_MS = 100;

/** The server gives a free worker the query or the step, whichever; each time is as good as a coin. */
const MOST_TRIES = 20;

test('a run that is asked when one of two results is there, and hears of both in one step, is answered and goes on as its history says', async () => {
  const held = new HeldPayloads();
  const checks = new Checks();
  const worker = {
    dataConverter: { payloadCodecs: [held] },
    stickyQueueScheduleToStartTimeout: STICKY_MS,
    maxConcurrentWorkflowTaskExecutions: 2,
    maxConcurrentWorkflowTaskPolls: 2,
  };
  await withWorld({ worker, activities: { checkTask: checks.check } }, async (world) => {
    await world.start(planOf([simulatedTask({ id: 'approve', kind: 'checkpoint' })], 1), 'other');
    for (let number = 1; !(await isAskedBetween(world, held, checks, number)); number += 1)
      assert.ok(number < MOST_TRIES, 'the query came first at least once');
  });
  // The world replays the histories.
});

test('a run that was terminated when something had come after its last step tells what it knew', async () => {
  await withWorld({}, async (world) => {
    const run = await world.start(
      planOf([simulatedTask({ id: 'approve', kind: 'checkpoint' })], 1),
      'terminated',
    );
    await statusUntil(run, ({ openCheckpoints }) => openCheckpoints.length > 0);
    await world.stopWorker();
    await run.signal(MESSAGES.recheck);
    await run.terminate();
    await world.startWorker();
    const view = await new RunClient(world.environment.client, NO_RECORDS).status(run.workflowId);
    assert.equal(view.tasks[0]?.id, 'approve');
  });
});

/** The checks of tasks that nothing is needed for pass when they are told to. */
class Checks {
  private readonly passing = new Map<string, PromiseWithResolvers<void>>();
  readonly begun = new Set<string>();

  pass(taskId: string): void {
    this.of(taskId).resolve();
  }

  readonly check = async ({ taskId }: { taskId: string }) => {
    this.begun.add(taskId);
    if (taskId.startsWith('first')) await this.of(taskId).promise;
    return { passed: true, summary: `${taskId} is fine.`, evidenceHash: 'h', failureSignature: '' };
  };

  private of(taskId: string): PromiseWithResolvers<void> {
    const known = this.passing.get(taskId) ?? Promise.withResolvers<void>();
    this.passing.set(taskId, known);
    return known;
  }
}

/**
 * Two checks are under way. While the worker has no place for either, the run is asked and one result comes. A place becomes free, and the
 * second result comes while the worker reads the first. @returns whether it read it for the query, before the step
 */
async function isAskedBetween(
  world: World,
  held: HeldPayloads,
  checks: Checks,
  number: number,
): Promise<boolean> {
  const [one, two] = [`first-1-${number}`, `first-2-${number}`];
  const run = await world.start(
    planOf(
      [
        simulatedTask({ id: one }),
        simulatedTask({ id: two }),
        simulatedTask({ id: 'then-1', dependsOn: [one] }),
        simulatedTask({ id: 'then-2', dependsOn: [two] }),
      ],
      2,
    ),
    `asked-${number}`,
  );
  await until(async () => checks.begun.has(one) && checks.begun.has(two));
  await until(async () => (await pendingStep(run)) === undefined);
  // One place is taken by a run that begins, the other one by a run that is cached.
  const places = [held.hold(`"begins-${number}"`), held.hold(`"wakes-${number}"`)] as const;
  await world.start(planOf([], 1), `begins-${number}`);
  await places[0].reached;
  await world.environment.client.workflow.getHandle('other').signal(MESSAGES.decide, `wakes-${number}`);
  await places[1].reached;
  const asked = new RunClient(world.environment.client, NO_RECORDS).status(run.workflowId);
  await pause(4 * STICKY_MS);
  const read = held.hold(`${two} is fine.`);
  checks.pass(two);
  await until(async () => (await completed(run)) === 2);
  places[1].release();
  await read.reached;
  const isBefore = (await pendingStep(run)) === SCHEDULED;
  checks.pass(one);
  if (isBefore) await until(async () => (await completed(run)) === 3);
  read.release();
  places[0].release();
  await Promise.all([asked, run.result()]);
  return isBefore;
}

async function pendingStep(run: WorkflowHandle): Promise<unknown> {
  return (await run.describe()).raw.pendingWorkflowTask?.state ?? undefined;
}

/** Activities that have completed, the look at what the run needs among them. */
async function completed(run: WorkflowHandle): Promise<number> {
  const { events } = await run.fetchHistory();
  return (events ?? []).filter(({ eventType }) => eventType === COMPLETED).length;
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await pause(20);
}
