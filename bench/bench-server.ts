import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as pause } from 'node:timers/promises';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { DefaultLogger, Runtime, Worker, bundleWorkflowCode } from '@temporalio/worker';
import type { RunInput } from '../src/protocol.ts';
import { packPlan } from '../src/plan/packed-plan.ts';
import { RUN_WORKFLOW, TASK_QUEUE } from '../src/protocol.ts';
import { ensureTemporalBinary } from '../src/services/temporal-binary.ts';
import { WORKER_OPTIONS } from '../src/worker/worker-options.ts';
import { workflowBundle } from '../src/worker/workflow-bundle.ts';
import { planOf, type Workload } from './workload.ts';

const SETTINGS = [
  'history.transferProcessorMaxPollRPS=2000',
  'history.timerProcessorMaxPollRPS=2000',
  'history.timerProcessorMaxTimeShift="1ms"',
  'system.enableActivityEagerExecution=true',
];
const PRAGMAS = ['journal_mode=WAL', 'synchronous=FULL'];

export interface Measured {
  ms: number;
  /** History events of all runs of the chain. */
  events: number;
  /** CPU of this process: workflow and activities, without the server. */
  cpuMs: number;
}

export interface Bench {
  shipped(workload: Workload): Promise<Measured>;
  byHand(workload: Workload): Promise<Measured>;
}

/** A file-backed, tuned development server and two workers with equal options: one with the shipped bundle, one by hand. */
export async function withBench(use: (bench: Bench) => Promise<void>): Promise<void> {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  const folder = await mkdtemp(join(tmpdir(), 'millwright-bench-'));
  const path = await ensureTemporalBinary(process.env, (line) => console.error(line));
  const environment = await TestWorkflowEnvironment.createLocal({
    server: {
      executable: { type: 'existing-path', path },
      dbFilename: join(folder, 'temporal.db'),
      extraArgs: [
        ...SETTINGS.flatMap((setting) => ['--dynamic-config-value', setting]),
        ...PRAGMAS.flatMap((pragma) => ['--sqlite-pragma', pragma]),
      ],
    },
  });
  const workloads = new Map<string, Workload>();
  const delays = new Map<string, number>();
  const common = { ...WORKER_OPTIONS, connection: environment.nativeConnection };
  const shipped = await Worker.create({
    ...common,
    taskQueue: TASK_QUEUE,
    workflowBundle: await workflowBundle(folder),
    activities: shippedActivities(workloads, delays),
  });
  const byHand = await Worker.create({
    ...common,
    taskQueue: 'by-hand',
    workflowBundle: await bundleWorkflowCode({
      workflowsPath: fileURLToPath(new URL('by-hand.ts', import.meta.url)),
    }),
    activities: { work: async (id: string) => work(id, delays) },
  });
  const running = [shipped.run(), byHand.run()];
  let runs = 0;
  const measure = async (
    workload: Workload,
    type: string,
    taskQueue: string,
    input: unknown,
  ): Promise<Measured> => {
    for (const task of workload.tasks) delays.set(task.id, task.delayMs);
    const workflowId = `bench-${(runs += 1)}`;
    workloads.set(workflowId, workload);
    const cpu = process.cpuUsage();
    const startedMs = performance.now();
    const handle = await environment.client.workflow.start(type, {
      taskQueue,
      workflowId,
      args: [input ?? { plan: workflowId }],
    });
    await handle.result();
    const ms = performance.now() - startedMs;
    const { user, system } = process.cpuUsage(cpu);
    return { ms, events: await countEvents(environment, workflowId), cpuMs: (user + system) / 1_000 };
  };
  try {
    await use({
      shipped: (workload) => measure(workload, RUN_WORKFLOW, TASK_QUEUE, undefined),
      byHand: (workload) =>
        measure(
          workload,
          'byHand',
          'by-hand',
          workload.tasks.map(({ id, dependsOn }) => ({ id, dependsOn })),
        ),
    });
  } finally {
    shipped.shutdown();
    byHand.shutdown();
    await Promise.all(running);
    await environment.teardown();
    await rm(folder, { recursive: true, force: true });
  }
}

/** 256 bytes, as a small result of a task. */
const RESULT = 'x'.repeat(256);

async function work(taskId: string, delays: Map<string, number>): Promise<string> {
  const delayMs = delays.get(taskId) ?? 0;
  if (delayMs > 0) await pause(delayMs);
  return RESULT;
}

/** Only these four are ever called by the workload: the workflow is the shipped one, the world is not. */
function shippedActivities(
  workloads: Map<string, Workload>,
  delays: Map<string, number>,
): Record<string, (input: never) => Promise<unknown>> {
  return {
    admitSpecification: async (input: RunInput) => {
      const workload =
        'plan' in input && typeof input['plan'] === 'string' ? workloads.get(input['plan']) : undefined;
      if (!workload) throw new Error('no such workload');
      return { admitted: true, plan: packPlan(planOf(workload)), planHash: String(input["plan"]) };
    },
    checkReadiness: async () => ({ blockers: [] }),
    checkTask: async ({ taskId }: { taskId: string }) => ({
      passed: true,
      summary: await work(taskId, delays),
      evidenceHash: '',
      failureSignature: '',
    }),
    writeReport: async () => ({ reportHash: '', outputHash: '', folder: '' }),
  };
}

async function countEvents(environment: TestWorkflowEnvironment, workflowId: string): Promise<number> {
  let events = 0;
  for await (const run of environment.client.workflow.list({ query: `WorkflowId = '${workflowId}'` })) {
    const { raw } = await environment.client.workflow.getHandle(workflowId, run.runId).describe();
    events += Number(raw.workflowExecutionInfo?.historyLength ?? 0);
  }
  return events;
}
