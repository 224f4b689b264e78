import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { KeptRuns } from '../../src/cli/runs/kept-runs.ts';
import { RunClient } from '../../src/cli/runs/run-client.ts';
import { createN8nClient, type N8nClient } from '../../src/n8n/client/client.ts';
import type { RunView } from '../../src/protocol/run.ts';
import { startReplayServer, type ReplayServer } from '../../src/replay/replay-server.ts';
import { dataFolderAt } from '../../src/services/data-folder.ts';
import { startStandIns } from '../../src/stand-ins/start-stand-ins.ts';
import { createStandInClient, type StandInClient } from '../../src/stand-ins/stand-in-client.ts';
import { replayAll } from '../histories/replay-all.ts';
import { bundleOfToday, giveBundleTo } from '../support/bundle-of-today.ts';
import { installQuietRuntime } from '../support/quiet-runtime.ts';
import { startWorkerProcess, type AtFaultPoint, type WorkerProcess } from './worker-process.ts';
import { exampleFolder, type ExampleName } from './examples.ts';
import { required, testN8n } from './settings.ts';

installQuietRuntime();

/**
 * Everything a run needs, for real: an own Temporal server, the n8n of the test run, both workers as processes, the
 * stand-ins and the replay server. Each test file has its own, so that files do not take each other's work.
 */
export interface TestStack {
  runs: RunClient;
  n8n: N8nClient;
  standIns: StandInClient;
  standInsUrl: string;
  replay: ReplayServer;
  /** Environment for `millwright` commands and workers of this stack. */
  env: NodeJS.ProcessEnv;
  dataFolder: string;
  temporalAddress: string;
  startWorker(extra?: NodeJS.ProcessEnv, atFaultPoint?: AtFaultPoint): Promise<WorkerProcess>;
  startSandboxWorker(extra?: NodeJS.ProcessEnv, atFaultPoint?: AtFaultPoint): Promise<WorkerProcess>;
  /** Polls the status until `wanted`; fails with the last view when it takes too long. */
  until(workflowId: string, wanted: (view: RunView) => boolean, options?: Polling): Promise<RunView>;
}

interface Polling {
  withinMs?: number;
  everyMs?: number;
}

/** A Temporal server of a test, with a client for it. */
export interface TestTemporal {
  address: string;
  client: Client;
  teardown(): Promise<unknown>;
}

/** A stack that the hooks of a file start and close. */
export interface OpenStack {
  stack: TestStack;
  /** Every history that was made is replayed: the last thing a test does with a stack. */
  replayHistories(): Promise<void>;
  close(): Promise<void>;
}

/** @param startTemporal starts another server than the one in memory, e.g. one that can be killed. */
export async function openStack(
  examples: ExampleName[],
  startTemporal: () => Promise<TestTemporal> = () =>
    TestWorkflowEnvironment.createLocal({ server: temporalServer() }),
): Promise<OpenStack> {
  const cleanUps: (() => Promise<unknown>)[] = [];
  const close = async (): Promise<void> => {
    for (const cleanUp of cleanUps.toReversed()) await cleanUp();
  };
  try {
    const stack = await startStack(examples, cleanUps, startTemporal);
    const replayHistories = async (): Promise<void> => {
      await replayAll(stack.runs.client, await bundleOfToday());
    };
    return { stack, replayHistories, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** A stack for the time of one test. At its end every history that it made is replayed. */
export async function withStack(
  examples: ExampleName[],
  use: (stack: TestStack) => Promise<void>,
): Promise<void> {
  const { stack, replayHistories, close } = await openStack(examples);
  try {
    await use(stack);
    await replayHistories();
  } finally {
    await close();
  }
}

async function startStack(
  examples: ExampleName[],
  cleanUps: (() => Promise<unknown>)[],
  startTemporal: () => Promise<TestTemporal>,
): Promise<TestStack> {
  const dataFolder = await mkdtemp(join(tmpdir(), 'millwright-stack-'));
  cleanUps.push(() => rm(dataFolder, { recursive: true, force: true }));
  await giveBundleTo(dataFolder);
  const temporal = await startTemporal();
  cleanUps.push(() => temporal.teardown());
  const standIns = await startStandIns({
    files: examples.map((name) => join(exampleFolder(name), 'stand-ins.yaml')),
    port: 0,
  });
  cleanUps.push(() => standIns.close());
  const replay = await startReplayServer({
    answersFolders: examples.map((name) => join(exampleFolder(name), 'answers')),
    port: 0,
  });
  cleanUps.push(() => replay.close());
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    MILLWRIGHT_HOME: dataFolder,
    TEMPORAL_ADDRESS: temporal.address,
    MILLWRIGHT_STAND_INS_URL: standIns.url,
    MILLWRIGHT_REPLAY_URL: replay.url,
  };
  const worker = async (
    flags: string[],
    workerEnv: NodeJS.ProcessEnv,
    atFaultPoint?: AtFaultPoint,
  ): Promise<WorkerProcess> => {
    const started = await startWorkerProcess(flags, workerEnv, atFaultPoint);
    cleanUps.push(() => started.kill('SIGKILL'));
    return started;
  };
  const runs = new RunClient(temporal.client, new KeptRuns(dataFolderAt(dataFolder)));
  return {
    runs,
    n8n: createN8nClient(testN8n()),
    standIns: createStandInClient(standIns.url),
    standInsUrl: standIns.url,
    replay,
    env,
    dataFolder,
    temporalAddress: temporal.address,
    startWorker: (extra = {}, atFaultPoint) => worker([], { ...env, ...extra }, atFaultPoint),
    startSandboxWorker: (extra = {}, atFaultPoint) => {
      const own = { PATH: process.env['PATH'], TEMPORAL_ADDRESS: temporal.address };
      return worker(['--sandbox'], { ...own, ...extra }, atFaultPoint);
    },
    until: (workflowId, wanted, options = {}) => until(runs, workflowId, wanted, options),
  };
}

async function until(
  runs: RunClient,
  workflowId: string,
  wanted: (view: RunView) => boolean,
  { withinMs = 120_000, everyMs = 200 }: Polling,
): Promise<RunView> {
  let last: RunView | undefined;
  const deadlineMs = Date.now() + withinMs;
  while (Date.now() < deadlineMs) {
    last = await runs.status(workflowId).catch(() => last);
    if (last && wanted(last)) return last;
    await pause(everyMs);
  }
  throw new Error(`${workflowId} did not get there: ${JSON.stringify(last, undefined, 1)?.slice(0, 8_000)}`);
}

function temporalServer(): { executable: { type: 'existing-path'; path: string }; extraArgs: string[] } {
  const settings = [
    'history.transferProcessorMaxPollRPS=2000',
    'history.timerProcessorMaxPollRPS=2000',
    'history.timerProcessorMaxTimeShift="1ms"',
  ];
  return {
    executable: { type: 'existing-path', path: required('MILLWRIGHT_TEST_TEMPORAL_BINARY') },
    extraArgs: settings.flatMap((setting) => ['--dynamic-config-value', setting]),
  };
}
