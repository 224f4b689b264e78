import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { WorkflowFailedError, type WorkflowHandle } from '@temporalio/client';
import { CancelledFailure } from '@temporalio/common';
import { temporal } from '@temporalio/proto';
import { test } from 'vitest';
import { MESSAGES, ownerWorkflowId } from '../../src/protocol/names.ts';
import { planOf } from '../run/simulation.ts';
import { HeldPayloads, type Hold } from './held-payloads.ts';
import { simulatedTask } from './simulated-task.ts';
import { simulatedActivities, withWorld, type WorldOptions } from './simulated-world.ts';

const { EventType } = temporal.api.enums.v1;

/** What is sent on its way to the worker arrives in this time; when it does not, the test tries again. */
const ON_ITS_WAY_MS = 300;
const MOST_TRIES = 5;

/** More events than this, and a run is handed over. */
const EVENTS_OF_A_RUN = 40;

test('a run that is asked, and answered by an owner, while it fetches its plan goes on as its history says', async () => {
  const held = new HeldPayloads();
  const [fetching, fetched, written] = [signal(), signal(), signal()];
  const chain = Array.from({ length: 10 }, (_, index) =>
    simulatedTask({ id: `t${index}`, dependsOn: index === 0 ? [] : [`t${index - 1}`] }),
  );
  // The owner answers for the first task, and the plan lets the next one of the chain begin.
  const plan = planOf([simulatedTask({ id: 'node', kind: 'nodes' }), ...chain], 4);
  const simulated = simulatedActivities([], new Map());
  const activities: WorldOptions['activities'] = {
    loadPlan: async () => {
      fetching.resolve();
      await fetched.promise;
      return plan;
    },
    deployWorkflow: async (input) => {
      await written.promise;
      return simulated.deployWorkflow(input);
    },
  };
  const worker = { dataConverter: { payloadCodecs: [held] } };
  await withWorld({ activities, worker, suggestContinueAsNewAt: EVENTS_OF_A_RUN }, async (world) => {
    await world.start(plan, 'fetches');
    const newest = world.environment.client.workflow.getHandle('fetches');
    await fetching.promise;
    const asking = held.hold('"asked"');
    const asked = untilAnswered(newest, 'asked');
    await asking.reached;
    fetched.resolve();
    await pause(ON_ITS_WAY_MS);
    written.resolve();
    const owner = world.environment.client.workflow.getHandle(ownerWorkflowId('local', 'w'));
    while (!(await eventTypes(owner)).includes(EventType.EVENT_TYPE_EXTERNAL_WORKFLOW_EXECUTION_SIGNALED))
      await pause(50);
    asking.release();
    await Promise.all([asked, newest.result()]);
  });
  // The world replays the histories.
});

const signal = (): PromiseWithResolvers<void> => Promise.withResolvers();

/** A query is refused until the first step is over, however long it takes. */
async function untilAnswered(run: WorkflowHandle, task: string): Promise<unknown> {
  return run.query(MESSAGES.explain, { task }).catch(() => untilAnswered(run, task));
}

test('a run that is cancelled while it starts an owner ends, and the owner has begun', async () => {
  const held = new HeldPayloads();
  await withWorld({ worker: { dataConverter: { payloadCodecs: [held] } } }, async (world) => {
    for (let number = 1; ; number += 1) {
      assert.ok(number < MOST_TRIES, 'the cancellation comes before the owner has started');
      const plan = planOf([simulatedTask({ id: 'node', kind: 'nodes' })], 1);
      const components = plan.components.map((each) => ({ ...each, n8nWorkflowId: `new-${number}` }));
      const run = await world.start({ ...plan, components }, `starts-${number}`);
      // Looks at what it needs, asks the owner, hears that there is none, starts it: a step for each, which begins with a message.
      let step: Hold | undefined;
      for (const message of ['looks', 'asks', 'hears', 'starts'].map((each) => `${each}-${number}`)) {
        const next = held.hold(`"${message}"`);
        await run.signal(MESSAGES.decide, message);
        step?.release();
        await next.reached;
        await pause(ON_ITS_WAY_MS);
        step = next;
      }
      await run.cancel();
      step?.release();
      await assertCancelled(run);
      const types = await eventTypes(run);
      const started = types.indexOf(EventType.EVENT_TYPE_START_CHILD_WORKFLOW_EXECUTION_INITIATED);
      if (started >= 0 && types[started + 1] === EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CANCEL_REQUESTED)
        break;
    }
  });
});

async function assertCancelled(run: WorkflowHandle): Promise<void> {
  await assert.rejects(
    run.result(),
    (error) => error instanceof WorkflowFailedError && error.cause instanceof CancelledFailure,
  );
}

async function eventTypes(run: WorkflowHandle): Promise<unknown[]> {
  const { events } = await run.fetchHistory();
  return (events ?? []).map(({ eventType }) => eventType);
}
