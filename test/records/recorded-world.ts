import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { WorkflowNotFoundError, type WorkflowHandle } from '@temporalio/client';
import type { Activities } from '../../src/activities/activities.ts';
import { loadPlan } from '../../src/activities/stored-plan.ts';
import { writeReport } from '../../src/activities/write-report.ts';
import { LocalArtifactStore } from '../../src/artifacts/local-store.ts';
import { makeEvidence, recordEvidence } from '../../src/checks/evidence-record.ts';
import { packPlan } from '../../src/plan/packed-plan.ts';
import type { CompactPlan } from '../../src/protocol/plan.ts';
import { dataFolderAt } from '../../src/services/data-folder.ts';
import { replayAll } from '../histories/replay-all.ts';
import { millwright, type Ended } from '../stack/command.ts';
import { bundleOfToday } from '../support/bundle-of-today.ts';
import { withWorld, type World, type WorldOptions } from '../workflows/simulated-world.ts';

/** A simulated world whose plans, evidence, reports and records are stored for real, and the command line that reads them. */
export interface RecordedWorld extends World {
  artifacts: LocalArtifactStore;
  dataFolder: string;
  cli(...words: string[]): Promise<Ended>;
}

export async function withRecordedWorld(
  options: WorldOptions,
  use: (world: RecordedWorld) => Promise<void>,
): Promise<void> {
  const dataFolder = await mkdtemp(join(tmpdir(), 'millwright-records-'));
  const folder = dataFolderAt(dataFolder);
  const artifacts = new LocalArtifactStore(folder.artifacts);
  const plans = new Map<string, CompactPlan>();
  const activities: Partial<Activities> = {
    admitSpecification: async (input) => {
      const plan = 'plan' in input && typeof input['plan'] === 'string' && plans.get(input['plan']);
      if (!plan) return { admitted: false, problems: [] };
      const packed = packPlan(plan);
      return { admitted: true, plan: packed, planHash: await artifacts.putJson(packed) };
    },
    loadPlan: (input) => loadPlan({ artifacts }, input),
    checkTask: ({ taskId, round }) => {
      const seen = { name: taskId, expected: 'fine', actual: 'fine', passed: true };
      const subject = { taskId, checkType: 'node_exists' as const, round };
      return recordEvidence(
        artifacts,
        makeEvidence(subject, { ran: `look at ${taskId}`, observations: [seen] }),
      );
    },
    writeReport: (input) => writeReport({ artifacts, runsFolder: folder.runs, secrets: () => [] }, input),
    ...options.activities,
  };
  try {
    await withWorld({ ...options, activities, deletesHistories: true }, (world) => {
      const env = {
        ...process.env,
        MILLWRIGHT_HOME: dataFolder,
        TEMPORAL_ADDRESS: world.environment.address,
      };
      return use({
        ...world,
        artifacts,
        dataFolder,
        cli: (...words) => millwright(env, ...words),
        start: (plan, workflowId) => {
          plans.set(workflowId, plan);
          return world.start(plan, workflowId);
        },
      });
    });
  } finally {
    await rm(dataFolder, { recursive: true, force: true });
  }
}

/** Has Temporal delete these runs with their histories, as it does when the retention time is over. */
export async function forget({ environment }: World, workflowId: string, runIds: string[]): Promise<void> {
  const { client } = environment;
  await replayAll(client, await bundleOfToday(), { mayBeNone: true });
  for (const runId of runIds) {
    const workflowExecution = { workflowId, runId };
    const { namespace } = client.options;
    await client.workflowService.deleteWorkflowExecution({ namespace, workflowExecution });
    const handle = client.workflow.getHandle(workflowId, runId);
    for (let look = 0; await isKnown(handle); look += 1) {
      if (look === 200) throw new Error(`Temporal still knows ${runId}`);
      await pause(50);
    }
  }
}

async function isKnown(handle: WorkflowHandle): Promise<boolean> {
  try {
    await handle.describe();
    return true;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return false;
    throw error;
  }
}
