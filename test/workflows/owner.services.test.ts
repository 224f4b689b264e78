import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import type { WorkflowHandle } from '@temporalio/client';
import { test } from 'vitest';
import type { Activities } from '../../src/activities/activities.ts';
import { MESSAGES, ownerWorkflowId } from '../../src/protocol/names.ts';
import type { OwnerRequest, OwnerState } from '../../src/protocol/owner.ts';
import type { RunResult, RunView } from '../../src/protocol/run.ts';
import { planOf } from '../run/plan-of.ts';
import { makeBuild } from '../upgrade/builds.ts';
import { simulatedTask } from './simulated-task.ts';
import { withWorld, type World } from './simulated-world.ts';
import { statusUntil } from './status-until.ts';

const NODE = simulatedTask({ id: 'node', kind: 'nodes' });
const PLAN = planOf([NODE], 1);

/** Writes to n8n that end when the test lets them, and are numbered. */
class Writes {
  begun = 0;
  private readonly held: (() => void)[] = [];
  holds = true;

  readonly deployWorkflow: Activities['deployWorkflow'] = async ({ tasks, requestedTaskIds }) => {
    this.begun += 1;
    const number = this.begun;
    if (this.holds) await new Promise<void>((resolve) => this.held.push(resolve));
    return {
      outcome: 'done',
      tasks,
      lastAppliedHash: 'd',
      active: false,
      nodes: 1,
      connections: 0,
      changes: Object.fromEntries(requestedTaskIds.map((id) => [id, `write ${number}`])),
      failedTasks: {},
    };
  };

  async until(count: number): Promise<void> {
    for (let look = 0; this.begun < count; look += 1) {
      if (look === 400) throw new Error(`Write ${count} does not begin.`);
      await pause(50);
    }
  }

  release(): void {
    for (const go of this.held.splice(0)) go();
  }
}

function ownerIn(world: World): WorkflowHandle {
  return world.environment.client.workflow.getHandle(ownerWorkflowId('local', 'w'));
}

function changeOf(view: RunView): string | undefined {
  return view.tasks[0]?.change;
}

test('the answer meant for a run that was ended is not taken by the next run of its id, which waits for its own', async () => {
  const writes = new Writes();
  await withWorld({ activities: { deployWorkflow: writes.deployWorkflow } }, async (world) => {
    const first = await world.start(PLAN, 'same@test');
    await writes.until(1);
    await first.terminate('a person pressed the button');
    const second = await world.start(PLAN, 'same@test');
    await statusUntil(second, ({ tasks }) => tasks[0]?.waitsFor === 'the write to n8n');
    writes.release();
    await writes.until(2);
    const waiting = await second.query<RunView>(MESSAGES.status);
    assert.equal(changeOf(waiting), undefined);
    writes.release();
    await second.result();
    assert.equal(changeOf(await second.query<RunView>(MESSAGES.status)), 'write 2');
  });
});

test('an owner that was terminated is started again: by the next run, and by one that waits for its answer in vain', async () => {
  const writes = new Writes();
  writes.holds = false;
  const build = await makeBuild([
    {
      file: 'run/owner-silence.ts',
      from: 'OWNER_ANSWERS_WITHIN_MINUTES * 60_000',
      to: '3_000',
    },
  ]);
  try {
    const bundle = await build.bundle('index');
    await withWorld({ bundle, activities: { deployWorkflow: writes.deployWorkflow } }, async (world) => {
      await (await world.start(PLAN, 'first@test')).result();
      await ownerIn(world).terminate('a person pressed the button');
      await (await world.start(PLAN, 'second@test')).result();
      writes.holds = true;
      const third = await world.start(PLAN, 'third@test');
      await writes.until(3);
      await ownerIn(world).terminate('a person pressed the button');
      writes.holds = false;
      assert.equal(((await third.result()) as RunResult).status, 'completed');
      assert.equal(changeOf(await third.query<RunView>(MESSAGES.status)), 'write 4');
      writes.release();
    });
  } finally {
    await build.remove();
  }
});

test('an owner that is never idle hands over what waits, and what it knows', async () => {
  const writes = new Writes();
  await withWorld(
    { suggestContinueAsNewAt: 30, activities: { deployWorkflow: writes.deployWorkflow } },
    async (world) => {
      const run = await world.start(PLAN, 'busy@test');
      await writes.until(1);
      const owner = ownerIn(world);
      const firstRunId = (await owner.describe()).runId;
      // Another request is there before each write ends.
      for (let number = 2; (await owner.describe()).runId === firstRunId; number += 1) {
        assert.ok(number < 30, 'the owner does not hand over');
        await owner.signal(MESSAGES.ownerRequest, { requests: [request(number)] });
        writes.release();
        await writes.until(number);
      }
      writes.holds = false;
      writes.release();
      await run.result();
      const { tasks } = await owner.query<OwnerState>(MESSAGES.ownerState);
      assert.ok(
        tasks.some(({ taskId }) => taskId === 'node'),
        'it knows what it wrote before',
      );
      assert.ok(
        tasks.some(({ taskId }) => taskId === `task-${writes.begun}`),
        'nothing that waited is lost',
      );
    },
  );
});

function request(number: number): OwnerRequest {
  const taskId = `task-${number}`;
  const hashes = { specificationHash: 's', environmentHash: 'e', codeHashes: {} };
  return {
    requestId: `request-${number}`,
    from: 'nobody@test',
    operation: { kind: 'apply', taskId, ...hashes, overwrite: false },
  };
}

test('a request that cannot be delivered is waited for as the task says, and the run ends with its report', async () => {
  await withWorld({ settings: ['history.maximumSignalsPerExecution=1'] }, async (world) => {
    const second = simulatedTask({
      id: 'second',
      kind: 'nodes',
      dependsOn: ['node'],
      ifBlocked: { waitMinutes: 0, then: 'escalate' },
    });
    const run = await world.start(planOf([NODE, second], 1), 'limit@test');
    assert.equal(((await run.result()) as RunResult).status, 'completed_with_errors');
    const view = await run.query<RunView>(MESSAGES.status);
    assert.equal(view.tasks[1]?.error?.code, 'owner_silent');
    assert.match(view.tasks[1]?.error?.message ?? '', /cannot be asked: .*signal/i);
    assert.equal(world.calls.at(-1), 'writeReport completed_with_errors');
  });
});
