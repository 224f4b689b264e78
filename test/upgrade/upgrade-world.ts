import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import type { Client, WorkflowHandleWithFirstExecutionRunId } from '@temporalio/client';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { Worker } from '@temporalio/worker';
import type { CompactPlan } from '../../src/protocol/plan.ts';
import { RUN_WORKFLOW, SANDBOX_TASK_QUEUE, TASK_QUEUE } from '../../src/protocol/names.ts';
import { versioned } from '../../src/worker/deployment-version.ts';
import { WORKER_OPTIONS } from '../../src/worker/worker-options.ts';
import { replayAll } from '../histories/replay-all.ts';
import { serverOptions, simulatedActivities } from '../workflows/simulated-world.ts';
import type { Build } from './builds.ts';

export const DEPLOYMENT = 'upgrade-test';

/** How long the server believes in a worker that has gone; 20 s by default. */
const GONE_AFTER = '1s';

/** A real Temporal server, and workers of several builds on it; activities are simulated and tell who did them. */
export interface UpgradeWorld {
  client: Client;
  address: string;
  /** Activities in the order they began, as `<build id> <activity> <task>`. */
  calls: string[];
  start(plan: CompactPlan, workflowId: string): Promise<WorkflowHandleWithFirstExecutionRunId>;
  /** @param buildId undefined for a worker without a version. */
  startWorker(build: Build, buildId: string | undefined): Promise<RunningWorker>;
  /** All but the sandbox worker. */
  stopWorkers(): Promise<void>;
  makeCurrent(buildId: string): Promise<void>;
  /** The build that a workflow is on. */
  buildOf(workflowId: string): Promise<string | undefined>;
}

export interface RunningWorker {
  stop(): Promise<void>;
}

/**
 * The sandbox worker has no version, as the shipped one has none. At the end every history is replayed with the build that its
 * workflow is on: the owner's with the newest, though an older one began it.
 */
export async function withUpgradeWorld(
  options: { suggestContinueAsNewAt?: number },
  use: (world: UpgradeWorld) => Promise<void>,
): Promise<void> {
  const server = serverOptions(options);
  server.extraArgs.push('--dynamic-config-value', `matching.queryPollerUnavailableWindow="${GONE_AFTER}"`);
  const environment = await TestWorkflowEnvironment.createLocal({ server });
  const { client, nativeConnection: connection } = environment;
  const plans = new Map<string, CompactPlan>();
  const calls: string[] = [];
  const workers = new Set<RunningWorker>();
  /** By their build id; under undefined, what ran last without a version. */
  const builds = new Map<string | undefined, { codePath: string }>();

  const run = (worker: Worker): RunningWorker => {
    const done = worker.run();
    const running: RunningWorker = {
      stop: async () => {
        if (workers.delete(running)) worker.shutdown();
        await done;
      },
    };
    workers.add(running);
    return running;
  };
  const optionsOf = (buildId: string) => ({
    ...WORKER_OPTIONS,
    shutdownGraceTime: '100ms',
    connection,
    activities: toldBy(buildId, calls, plans),
  });
  try {
    const sandbox = run(await Worker.create({ ...optionsOf('sandbox'), taskQueue: SANDBOX_TASK_QUEUE }));
    await use({
      client,
      address: environment.address,
      calls,
      start: (plan, workflowId) => {
        plans.set(workflowId, plan);
        return client.workflow.start(RUN_WORKFLOW, {
          taskQueue: TASK_QUEUE,
          workflowId,
          args: [{ plan: workflowId }],
        });
      },
      startWorker: async (build, buildId) => {
        const workflowBundle = await build.bundle(buildId === undefined ? 'index' : 'versioned');
        builds.set(buildId, workflowBundle);
        return run(
          await Worker.create({
            ...optionsOf(buildId ?? build.id),
            taskQueue: TASK_QUEUE,
            workflowBundle,
            ...versioned(buildId === undefined ? undefined : { deploymentName: DEPLOYMENT, buildId }),
          }),
        );
      },
      stopWorkers: async () => {
        await Promise.all([...workers].filter((worker) => worker !== sandbox).map((worker) => worker.stop()));
      },
      makeCurrent: (buildId) => makeCurrent(client, buildId),
      buildOf: (workflowId) => buildOf(client, { workflowId }),
    });
    await replayAll(client, async (execution) => {
      const bundle = builds.get(await buildOf(client, execution));
      return bundle ?? assert.fail(`${execution.workflowId} is on a build that this test did not start`);
    });
  } finally {
    await Promise.all([...workers].map((worker) => worker.stop()));
    await environment.teardown();
  }
}

async function buildOf(
  client: Client,
  { workflowId, runId }: { workflowId: string; runId?: string },
): Promise<string | undefined> {
  const { raw } = await client.workflow.getHandle(workflowId, runId).describe();
  return raw.workflowExecutionInfo?.versioningInfo?.deploymentVersion?.buildId || undefined;
}

/** The simulated activities, each of which says first for which build it is done. */
function toldBy(buildId: string, calls: string[], plans: Map<string, CompactPlan>): object {
  const activities = Object.entries(simulatedActivities([], plans));
  return Object.fromEntries(
    activities.map(([name, activity]) => [
      name,
      async (input: { taskId?: string }) => {
        calls.push([buildId, name, ...(input.taskId === undefined ? [] : [input.taskId])].join(' '));
        return (activity as (given: unknown) => Promise<unknown>)(input);
      },
    ]),
  );
}

/** As the Temporal CLI does it; a server learns of a new build a moment after its worker polls. */
async function makeCurrent(client: Client, buildId: string): Promise<void> {
  const { namespace } = client.options;
  for (let attempt = 0; ; attempt += 1) {
    try {
      await client.workflowService.setWorkerDeploymentCurrentVersion({
        namespace,
        deploymentName: DEPLOYMENT,
        buildId,
      });
      return;
    } catch (error) {
      if (attempt === 50) throw error;
      await pause(200);
    }
  }
}
