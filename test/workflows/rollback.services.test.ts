import assert from 'node:assert/strict';
import { ApplicationFailure } from '@temporalio/common';
import { test } from 'vitest';
import type { Activities } from '../../src/activities/activities.ts';
import type { CompactPlan, CompactTask } from '../../src/protocol/plan.ts';
import { MESSAGES, ownerWorkflowId } from '../../src/protocol/names.ts';
import type { OwnerState } from '../../src/protocol/owner.ts';
import type { RunView } from '../../src/protocol/run.ts';
import { planOf } from '../run/plan-of.ts';
import { simulatedTask } from './simulated-task.ts';
import { statusUntil } from './status-until.ts';
import { withWorld, type World } from './simulated-world.ts';

const failed: Partial<Activities> = {
  checkTask: async ({ taskId }) => ({
    passed: taskId !== 'bad',
    summary: `${taskId} was looked at.`,
    evidenceHash: 'h',
    failureSignature: taskId,
  }),
};

function nodes(id: string, component: string, dependsOn: string[] = []): CompactTask {
  return simulatedTask({ id, kind: 'nodes', component, n8nComponent: component, dependsOn });
}

/** Two workflows, the second one touched after the first. */
function twoWorkflows(tasks: CompactTask[], policy: Partial<CompactPlan> = {}): CompactPlan {
  const plan = planOf(tasks, 4);
  const components = ['one', 'two'].map((id) => ({
    id,
    platform: 'n8n' as const,
    name: id,
    n8nWorkflowId: `w-${id}`,
  }));
  return { ...plan, components, onFailure: 'rollback', ...policy };
}

function restores(world: World): string[] {
  return world.calls.filter((call) => call.startsWith('restoreWorkflow') || call.startsWith('writeReport'));
}

async function ended(world: World, plan: CompactPlan, runId: string): Promise<RunView> {
  const handle = await world.start(plan, runId);
  await handle.result().catch(() => undefined);
  return handle.query<RunView>(MESSAGES.status);
}

test('a failed critical task has every touched workflow put back, the last one first, before the report', async () => {
  const order: string[] = [];
  const activities: Partial<Activities> = {
    ...failed,
    restoreWorkflow: async ({ n8nWorkflowId }) => {
      order.push(n8nWorkflowId);
      return { outcome: 'restored', change: 'removed', tasks: [], active: false, nodes: 0, connections: 0 };
    },
    writeReport: async ({ view }) => {
      order.push(...view.components.map(({ rollback }) => rollback?.outcome ?? 'nothing'));
      return { reportHash: 'r', outputHash: 'o', folder: '/nowhere' };
    },
  };
  await withWorld({ activities }, async (world) => {
    const tasks = [
      nodes('a', 'one'),
      nodes('b', 'two', ['a']),
      simulatedTask({ id: 'bad', critical: true, component: 'two', dependsOn: ['b'] }),
    ];
    const view = await ended(world, twoWorkflows(tasks), 'critical@test');
    assert.equal(view.status, 'failed');
    assert.deepEqual(order, ['w-two', 'w-one', 'restored', 'restored']);
    assert.deepEqual(
      view.components.map(({ nodes: count, url }) => [count, url]),
      [
        [0, undefined],
        [0, undefined],
      ],
    );
    assert.deepEqual(
      view.tasks.map((task) => task.undone),
      [true, true, undefined],
    );
    assert.equal(world.calls.filter((call) => call.startsWith('noteRestorePoint')).length, 2);
    const owner = world.environment.client.workflow.getHandle(ownerWorkflowId('local', 'w-one'));
    assert.deepEqual(await owner.query<OwnerState>(MESSAGES.ownerState), {
      schemaVersion: 1,
      tasks: [],
      touches: [],
    });
  });
});

test('keep is the default: nothing is noted, nothing is put back', async () => {
  await withWorld({ activities: failed }, async (world) => {
    const tasks = [nodes('a', 'one'), simulatedTask({ id: 'bad', critical: true, dependsOn: ['a'] })];
    const { onFailure: _rollback, ...plan } = twoWorkflows(tasks);
    const view = await ended(world, plan, 'keep@test');
    assert.equal(view.status, 'failed');
    assert.deepEqual(
      view.components.map((component) => component.rollback),
      [undefined, undefined],
    );
    assert.deepEqual(restores(world), ['writeReport failed']);
    assert.ok(!world.calls.some((call) => call.startsWith('noteRestorePoint')));
  });
});

test('a task with a rollback of its own undoes its workflow only; the run goes on and says how it ended', async () => {
  await withWorld({ activities: failed }, async (world) => {
    const bad = simulatedTask({
      id: 'bad',
      component: 'two',
      n8nComponent: 'two',
      dependsOn: ['b'],
      onFailure: 'rollback',
    });
    const { onFailure: _rollback, ...plan } = twoWorkflows([nodes('a', 'one'), nodes('b', 'two'), bad]);
    const view = await ended(world, plan, 'own@test');
    assert.equal(view.status, 'completed_with_errors');
    assert.deepEqual(
      view.components.map(({ rollback }) => rollback?.outcome),
      [undefined, 'restored'],
    );
  });
});

test('a success undoes nothing', async () => {
  await withWorld({}, async (world) => {
    const view = await ended(world, twoWorkflows([nodes('a', 'one'), nodes('b', 'two')]), 'good@test');
    assert.equal(view.status, 'completed');
    assert.deepEqual(restores(world), ['writeReport completed']);
  });
});

test('a cancelled run is put back although n8n is away at first, and then ends as cancelled', async () => {
  let away = 5;
  const activities: Partial<Activities> = {
    restoreWorkflow: async () => {
      away -= 1;
      if (away >= 0) throw ApplicationFailure.retryable('n8n does not answer.', 'n8n_unreachable');
      return { outcome: 'restored', change: 'removed', tasks: [], active: false, nodes: 0, connections: 0 };
    },
  };
  await withWorld({ activities }, async (world) => {
    const tasks = [nodes('a', 'one'), simulatedTask({ id: 'ask', kind: 'checkpoint', dependsOn: ['a'] })];
    const handle = await world.start(twoWorkflows(tasks), 'cancel@test');
    await statusUntil(handle, (view) => view.openCheckpoints.length > 0);
    await handle.cancel();
    await handle.result().catch(() => undefined);
    assert.equal((await handle.describe()).status.name, 'CANCELLED');
    const view = await handle.query<RunView>(MESSAGES.status);
    assert.deepEqual(view.components[0]?.rollback, {
      outcome: 'restored',
      text: 'It was not there before this run, and was removed.',
    });
    assert.equal(away, -1);
  });
});

test('what another run has worked on since is kept, and both runs say the truth', async () => {
  await withWorld({}, async (world) => {
    const ask = simulatedTask({ id: 'ask', kind: 'checkpoint', dependsOn: ['a'] });
    const first = await world.start(twoWorkflows([nodes('a', 'one'), ask]), 'first@test');
    await statusUntil(first, (view) => view.openCheckpoints.length > 0);
    const second = await ended(world, twoWorkflows([nodes('b', 'one')]), 'second@test');
    assert.equal(second.status, 'completed');
    await first.cancel();
    await first.result().catch(() => undefined);
    const view = await first.query<RunView>(MESSAGES.status);
    assert.deepEqual(view.components[0]?.rollback, {
      outcome: 'kept',
      text: 'Another run has worked on it since.',
    });
    assert.ok(!world.calls.some((call) => call.startsWith('restoreWorkflow')));
  });
});
