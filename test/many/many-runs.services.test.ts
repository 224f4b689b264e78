import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { test } from 'vitest';
import type { Activities } from '../../src/activities/activities.ts';
import type { CompactPlan, CompactTask } from '../../src/protocol/plan.ts';
import { MESSAGES, ownerWorkflowId } from '../../src/protocol/names.ts';
import type { OwnerState } from '../../src/protocol/owner.ts';
import type { RunView } from '../../src/protocol/run.ts';
import { planOf } from '../run/plan-of.ts';
import { simulatedTask } from '../workflows/simulated-task.ts';
import { withWorld } from '../workflows/simulated-world.ts';

const RUNS = 20;
const TASKS = 50;

/** Layers of 5, each task after two of the layer before; every fifth task writes to n8n. */
function layered(): CompactTask[] {
  return Array.from({ length: TASKS }, (_, index) => {
    const layer = index - (index % 5);
    const dependsOn = layer === 0 ? [] : [`t${layer - 5}`, `t${layer - 1}`];
    return simulatedTask({ id: `t${index}`, kind: index % 5 === 0 ? 'nodes' : 'probe', dependsOn });
  });
}

/** A plan whose tasks can be told from those of all others, by the hash that each activity is given. */
function named(name: string, tasks: CompactTask[], maxParallel: number, workflow = name): CompactPlan {
  const components: CompactPlan['components'] = [
    { id: 'c', platform: 'n8n', name: workflow, n8nWorkflowId: workflow },
  ];
  return { ...planOf(tasks, maxParallel), components, specificationHash: name };
}

/** Activities that note whose task they did, and give evidence that names it. */
function recorded(done: string[], durationMs: number): Partial<Activities> {
  return {
    checkTask: async ({ specificationHash, taskId }) => {
      await pause(durationMs);
      done.push(`${specificationHash}/${taskId}`);
      const evidenceHash = `${specificationHash}/${taskId}`;
      return { passed: true, summary: 'It is fine.', evidenceHash, failureSignature: '' };
    },
  };
}

test('20 runs of 50 tasks complete together: each task once, none lost, none mixed up, half of them with one owner', async () => {
  const done: string[] = [];
  await withWorld({ activities: recorded(done, 1) }, async (world) => {
    const names = Array.from({ length: RUNS }, (_, index) => `run${index}`);
    const handles = await Promise.all(
      names.map((name, index) =>
        world.start(named(name, layered(), 4, index % 2 === 0 ? 'shared' : name), name),
      ),
    );
    await Promise.all(handles.map((handle) => handle.result()));
    const wanted = names.flatMap((name) => layered().map(({ id }) => `${name}/${id}`));
    assert.deepEqual(done.toSorted(), wanted.toSorted());
    for (const [index, handle] of handles.entries()) {
      const view = await handle.query<RunView>(MESSAGES.status);
      assert.deepEqual(
        view.tasks.map((task) => [task.status, task.evidence?.evidenceHash]),
        view.tasks.map((task) => ['completed', `${names[index]}/${task.id}`]),
      );
    }
    const shared = world.environment.client.workflow.getHandle(ownerWorkflowId('local', 'shared'));
    const { tasks } = await shared.query<OwnerState>(MESSAGES.ownerState);
    const writing = layered().filter(({ kind }) => kind === 'nodes');
    assert.deepEqual(tasks.map(({ taskId }) => taskId).toSorted(), writing.map(({ id }) => id).toSorted());
  });
});

const LARGE = 1500;
const MOST_PARALLEL = 100;

/**
 * A small run makes six trips to the worker: admission, readiness, three rounds of tasks (10, 4 at a time), the report. On
 * each it waits behind what the large run has under way, which is at most `max_parallel`, so a fair share is about six
 * hundred tasks of the large run. Starved, it would wait for all that are left.
 */
const FAIR_SHARE = 10 * MOST_PARALLEL;

test('a run of 1,500 wide tasks does not starve one of 10 that begins in its middle', async () => {
  const done: string[] = [];
  await withWorld({ activities: recorded(done, 5) }, async (world) => {
    const wide = (count: number) =>
      Array.from({ length: count }, (_, index) => simulatedTask({ id: `t${index}` }));
    const large = await world.start(named('large', wide(LARGE), MOST_PARALLEL), 'large');
    while (done.length < MOST_PARALLEL) await pause(5);
    const before = done.length;
    const small = await world.start(named('small', wide(10), 4), 'small');
    await small.result();
    const meanwhile = done.filter((each) => each.startsWith('large/')).length - before;
    assert.ok(meanwhile <= FAIR_SHARE, `the large run did ${meanwhile} tasks while the small one did 10`);
    await large.result();
    assert.equal(new Set(done).size, LARGE + 10);
    assert.equal(done.length, LARGE + 10);
  });
});
