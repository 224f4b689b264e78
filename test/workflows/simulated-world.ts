import { TestWorkflowEnvironment } from '@temporalio/testing';
import { Worker, type WorkerOptions } from '@temporalio/worker';
import type { WorkflowHandleWithFirstExecutionRunId } from '@temporalio/client';
import type { Activities } from '../../src/activities/activities.ts';
import type { SandboxActivities } from '../../src/activities/sandbox.ts';
import type { CompactPlan } from '../../src/protocol/plan.ts';
import {
  RUN_WORKFLOW,
  SANDBOX_TASK_QUEUE,
  TASK_QUEUE,
  WORKFLOW_TASK_TIMEOUT,
} from '../../src/protocol/names.ts';
import { replayAll } from '../histories/replay-all.ts';
import { WORKER_OPTIONS } from '../../src/worker/worker-options.ts';
import { bundleOfToday } from '../support/bundle-of-today.ts';
import { installQuietRuntime } from '../support/quiet-runtime.ts';

installQuietRuntime();

/**
 * The shipped workflow bundle on a real Temporal server of its own; only the activities are simulated, because these
 * tests are about the workflow. The activities' own tests run them for real.
 */
export interface World {
  environment: TestWorkflowEnvironment;
  start(plan: CompactPlan, workflowId: string): Promise<WorkflowHandleWithFirstExecutionRunId>;
  startWorker(): Promise<void>;
  stopWorker(): Promise<void>;
  /** Names of activities called, as `name task`. */
  calls: string[];
}

export interface WorldOptions {
  /** Events after which the server suggests continue-as-new. */
  suggestContinueAsNewAt?: number;
  activities?: Partial<Activities & SandboxActivities>;
  /** Other than those of a worker as it is shipped. */
  worker?: Partial<WorkerOptions>;
  /** Dynamic settings of the server, as `name=value`. */
  settings?: string[];
  /** Other workflow code than that of today. */
  bundle?: { codePath: string };
  /** The test has Temporal delete histories, and replays them before that. */
  deletesHistories?: true;
}

/** What a test does with a world. At its end every history that it made is replayed. */
export async function withWorld(options: WorldOptions, use: (world: World) => Promise<void>): Promise<void> {
  const environment = await TestWorkflowEnvironment.createLocal({ server: serverOptions(options) });
  const calls: string[] = [];
  const plans = new Map<string, CompactPlan>();
  const bundle = options.bundle ?? (await bundleOfToday());
  let running: { worker: Worker; done: Promise<void> }[] = [];
  const activities = { ...simulatedActivities(calls, plans), ...options.activities };
  const startWorker = async (): Promise<void> => {
    for (const taskQueue of [TASK_QUEUE, SANDBOX_TASK_QUEUE]) {
      const worker = await Worker.create({
        ...WORKER_OPTIONS,
        shutdownGraceTime: '100ms',
        ...options.worker,
        connection: environment.nativeConnection,
        taskQueue,
        activities,
        ...(taskQueue === TASK_QUEUE && { workflowBundle: bundle }),
      });
      running.push({ worker, done: worker.run() });
    }
  };
  const stopWorker = async (): Promise<void> => {
    for (const { worker } of running) worker.shutdown();
    await Promise.all(running.map(({ done }) => done));
    running = [];
  };
  try {
    await startWorker();
    await use({
      environment,
      calls,
      startWorker,
      stopWorker,
      start: (plan, workflowId) => {
        plans.set(workflowId, plan);
        return environment.client.workflow.start(RUN_WORKFLOW, {
          taskQueue: TASK_QUEUE,
          workflowId,
          workflowTaskTimeout: WORKFLOW_TASK_TIMEOUT,
          args: [{ plan: workflowId }],
        });
      },
    });
    await replayAll(environment.client, bundle, { mayBeNone: options.deletesHistories === true });
  } finally {
    await stopWorker();
    await environment.teardown();
  }
}

export function serverOptions({ suggestContinueAsNewAt, settings: more = [] }: WorldOptions): {
  executable: { type: 'existing-path'; path: string };
  extraArgs: string[];
} {
  const path = process.env['MILLWRIGHT_TEST_TEMPORAL_BINARY'];
  if (!path) throw new Error('MILLWRIGHT_TEST_TEMPORAL_BINARY is not set: run these tests with `npm test`.');
  const settings = [
    'history.transferProcessorMaxPollRPS=2000',
    'history.timerProcessorMaxPollRPS=2000',
    'history.timerProcessorMaxTimeShift="1ms"',
    // A run that is deleted is gone at once, not after half a minute.
    'history.transferProcessorEnsureCloseBeforeDelete=false',
    'history.visibilityProcessorEnsureCloseBeforeDelete=false',
    ...more,
    ...(suggestContinueAsNewAt === undefined
      ? []
      : [`limit.historyCount.suggestContinueAsNew=${suggestContinueAsNewAt}`]),
  ];
  return {
    executable: { type: 'existing-path', path },
    extraArgs: settings.flatMap((setting) => ['--dynamic-config-value', setting]),
  };
}

export function simulatedActivities(
  calls: string[],
  plans: Map<string, CompactPlan>,
): Activities & SandboxActivities {
  const passed = (taskId: string) => ({
    passed: true,
    summary: `${taskId} is fine.`,
    evidenceHash: `evidence-${taskId}`,
    failureSignature: '',
  });
  const known = (planHash: string): CompactPlan => {
    const plan = plans.get(planHash);
    if (!plan) throw new Error('This test has no such plan');
    return plan;
  };
  const note = (name: string, taskId: string): void => void calls.push(`${name} ${taskId}`);
  return {
    admitSpecification: async (input) => {
      const planHash = 'plan' in input && typeof input['plan'] === 'string' ? input['plan'] : '';
      return { admitted: true, plan: known(planHash), planHash };
    },
    loadPlan: async ({ planHash }) => known(planHash),
    checkReadiness: async () => ({ blockers: [] }),
    generateCode: async ({ taskId, round }) => {
      note('generateCode', taskId);
      const usage = { model: 'simulated', inputTokens: 10, outputTokens: 5, costUsd: 0.01, replayed: true };
      const job = { language: 'javascript' as const, source: '', inputs: [], timeoutMs: 1_000 };
      return { outcome: 'code', codeHash: `code-${taskId}-${round}`, job, usage, from: 'model' };
    },
    runInSandbox: async () => ({ outcome: 'ran', outputs: [], durationMs: 1 }),
    judgeCode: async ({ taskId }) => passed(taskId),
    checkTask: async ({ taskId }) => {
      note('checkTask', taskId);
      return passed(taskId);
    },
    describeCheckpoint: async ({ taskId }) => ({
      question: `Go on after ${taskId}?`,
      digest: `digest-${taskId}`,
      shown: 'What is to be seen.',
    }),
    deployWorkflow: async ({ tasks, requestedTaskIds }) => {
      note('deployWorkflow', requestedTaskIds.join('+'));
      const changes = Object.fromEntries(requestedTaskIds.map((id) => [id, 'added 1 node']));
      return {
        outcome: 'done',
        tasks,
        lastAppliedHash: `document-${tasks.length}`,
        active: false,
        nodes: tasks.length,
        connections: 0,
        changes,
        failedTasks: {},
      };
    },
    noteRestorePoint: async ({ lastAppliedHash = 'nothing' }) => {
      note('noteRestorePoint', lastAppliedHash);
      return `before-${lastAppliedHash}`;
    },
    restoreWorkflow: async ({ restorePoint }) => {
      note('restoreWorkflow', restorePoint);
      return { outcome: 'restored', change: 'removed', tasks: [], active: false, nodes: 0, connections: 0 };
    },
    setWorkflowActive: async () => {
      note('setWorkflowActive', '');
      return { change: 'activated', nodes: 1, connections: 0 };
    },
    writeReport: async ({ view }) => {
      note('writeReport', view.status);
      return { reportHash: 'report', outputHash: 'output', folder: '/nowhere' };
    },
  };
}
