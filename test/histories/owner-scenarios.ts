import { setTimeout as pause } from 'node:timers/promises';
import type { Activities } from '../../src/activities/activities.ts';
import { ownerWorkflowId } from '../../src/protocol/names.ts';
import { planOf } from '../run/simulation.ts';
import { simulatedTask } from '../workflows/simulated-task.ts';
import type { World } from '../workflows/simulated-world.ts';
import { decide, ended, recorded, recordedRun, type Run, type Scenario } from './scenario.ts';

async function playBatch(world: World): Promise<Run> {
  const tasks = ['first', 'a', 'b', 'c'].map((id) =>
    simulatedTask({ id, kind: 'nodes', dependsOn: id === 'first' ? [] : ['first'] }),
  );
  const live = simulatedTask({ id: 'live', kind: 'activation', dependsOn: ['a', 'b', 'c'] });
  return ended(await world.start(planOf([...tasks, live], 4), 'batch'));
}

/** The first write meets an edit that a person made; a person lets it be overwritten. */
const editedInN8n = {
  deployWorkflow: async ({ tasks, overwrite }: { tasks: { taskId: string }[]; overwrite: boolean }) =>
    overwrite
      ? {
          outcome: 'done' as const,
          tasks: tasks.map((task) => ({ ...task, specificationHash: 's', environmentHash: 'e' })),
          lastAppliedHash: 'document',
          active: false,
          nodes: 1,
          connections: 0,
          changes: { node: 'added 1 node' },
          failedTasks: {},
        }
      : { outcome: 'conflict' as const, shown: 'Somebody renamed a node.', digest: 'edit' },
};

async function playConflict(world: World): Promise<Run> {
  const run = await world.start(planOf([simulatedTask({ id: 'node', kind: 'nodes' })], 1), 'conflict');
  await decide(run, 'continue', 'update');
  return ended(run);
}

/** A run writes a node, then a person aborts it: what it wrote is put back as it was. */
async function playRolledBack(world: World): Promise<Run> {
  const node = simulatedTask({ id: 'node', kind: 'nodes' });
  const approve = simulatedTask({ id: 'approve', kind: 'checkpoint', dependsOn: ['node'] });
  const plan = { ...planOf([node, approve], 1), onFailure: 'rollback' as const };
  const run = await world.start(plan, 'rolled-back');
  await decide(run, 'abort', 'update');
  return ended(run);
}

/** The owner of the n8n workflow that all simulated tasks write to, with the first run of its chain. */
async function ownerIn(world: World): Promise<{ workflowId: string; runId: string }> {
  const workflowId = ownerWorkflowId('local', 'w');
  const { raw } = await world.environment.client.workflow.getHandle(workflowId).describe();
  const runId = raw.workflowExecutionInfo?.firstRunId;
  if (!runId) throw new Error(`${workflowId} was never started`);
  return { workflowId, runId };
}

/** Paths through the owner of an n8n workflow, and through a run that meets a conflict. */
export const OWNER_SCENARIOS: Record<string, () => Scenario> = {
  'owner-batch': () =>
    recorded({}, async (world) => {
      await playBatch(world);
      return ownerIn(world);
    }),
  'owner-conflict': () =>
    recorded({ activities: editedInN8n }, async (world) => {
      await playConflict(world);
      return ownerIn(world);
    }),
  conflict: () => recordedRun({ activities: editedInN8n }, playConflict),
  'rolled-back': () => recordedRun({}, playRolledBack),
  'owner-restored': () =>
    recorded({}, async (world) => {
      await playRolledBack(world);
      return ownerIn(world);
    }),
  /** Another request is always there before the owner is through: it hands over what waits. */
  'owner-never-idle': () => {
    let writes = 0;
    const activities: Partial<Activities> = {
      deployWorkflow: async ({ tasks, requestedTaskIds }) => {
        writes += 1;
        // The one that is asked for meanwhile waits by then.
        await pause(100);
        const changes = Object.fromEntries(requestedTaskIds.map((id) => [id, 'added 1 node']));
        const counts = { active: false, nodes: tasks.length, connections: 0 };
        return { outcome: 'done', tasks, lastAppliedHash: `${writes}`, ...counts, changes, failedTasks: {} };
      },
    };
    return recorded({ suggestContinueAsNewAt: 40, activities }, async (world) => {
      const chains = [0, 1, 2].flatMap((chain) =>
        Array.from({ length: 6 }, (_, index) =>
          simulatedTask({
            id: `c${chain}-n${index}`,
            kind: 'nodes',
            dependsOn: index === 0 ? [] : [`c${chain}-n${index - 1}`],
          }),
        ),
      );
      await world.start(planOf(chains, 3), 'never-idle');
      await world.environment.client.workflow.getHandle('never-idle').result();
      return ownerIn(world);
    });
  },
  'owner-continued-as-new': () =>
    recorded({ suggestContinueAsNewAt: 40 }, async (world) => {
      const chain = Array.from({ length: 6 }, (_, index) =>
        simulatedTask({ id: `n${index}`, kind: 'nodes', dependsOn: index === 0 ? [] : [`n${index - 1}`] }),
      );
      await world.start(planOf(chain, 1), 'owner-continued');
      await world.environment.client.workflow.getHandle('owner-continued').result();
      return ownerIn(world);
    }),
};
