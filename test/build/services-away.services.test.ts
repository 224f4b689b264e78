import assert from 'node:assert/strict';
import { once } from 'node:events';
import { access } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { test } from 'vitest';
import { startRun } from '../../src/cli/runs/start-run.ts';
import type { JsonObject } from '../../src/protocol/json.ts';
import { OUTPUT_FILE, REPORT_FILE } from '../../src/report/write-report.ts';
import { millwright } from '../stack/command.ts';
import { exampleFolder } from '../stack/examples.ts';
import { keepTasks } from '../stack/keep-tasks.ts';
import { testN8n } from '../stack/settings.ts';
import { withStack, type TestStack } from '../stack/test-stack.ts';
import { makeVariant } from '../stack/variant.ts';

const CHECKPOINT = 'approve-activation';
const LOOPBACK = { host: '127.0.0.1', port: 0 };

test('a run waits for n8n and for a key of the model, and goes on by itself; without an answer it fails with a report and activates nothing', async () => {
  await withStack(['customer-sync'], async (stack) => {
    const worker = await stack.startWorker();
    await stack.startSandboxWorker();
    await n8nComesLater(stack);
    await promptWithoutRecording(stack);
    await worker.kill('SIGTERM');
    await neitherKeyNorRecordings(stack);
  });
});

async function n8nComesLater(stack: TestStack): Promise<void> {
  const edit = keepTasks('customer-created', CHECKPOINT);
  const variant = await makeVariant(stack, 'customer-sync', 'away', { session: false, edit });
  const port = await closedPort();
  const n8n = {
    instance: 'remote',
    url: `http://127.0.0.1:${port}`,
    api_key_variable: 'MILLWRIGHT_TEST_N8N_API_KEY',
  };
  await startRun(stack.runs, { ...variant, environmentDocument: { ...variant.environmentDocument, n8n } });
  const blocked = await stack.until(variant.runId, ({ status }) => status === 'blocked');
  assert.deepEqual(
    blocked.blockers.map(({ type, affectedTasks }) => [type, affectedTasks]),
    [['environment_unavailable', ['customer-created', CHECKPOINT]]],
  );
  assert.match(blocked.statusReason, new RegExp(`127\\.0\\.0\\.1:${port}`));

  const proxy = await openProxy(port, testN8n().url);
  try {
    const asking = await stack.until(
      variant.runId,
      (view) => view.openCheckpoints.length > 0 || view.endedAt !== undefined,
    );
    assert.deepEqual(
      [asking.status, asking.blockers],
      ['awaiting_approval', []],
      JSON.stringify(asking.tasks),
    );
  } finally {
    proxy.close();
  }
}

async function promptWithoutRecording(stack: TestStack): Promise<void> {
  const edit = (document: JsonObject): JsonObject =>
    reworded(keepTasks('customer-created', 'to-profile', CHECKPOINT, 'go-live')(document));
  await failsWithReport(stack, edit, 'model_no_recorded_answer', /recorded/);
}

async function neitherKeyNorRecordings(stack: TestStack): Promise<void> {
  const keyless = { MILLWRIGHT_REPLAY_URL: '', ANTHROPIC_API_KEY: '', ANTHROPIC_BASE_URL: '' };
  const worker = await stack.startWorker(keyless);
  const edit = keepTasks('customer-created', 'to-profile', CHECKPOINT, 'go-live');
  const variant = await makeVariant(stack, 'customer-sync', 'away', { session: false, edit });
  await startRun(stack.runs, variant);
  const blocked = await stack.until(variant.runId, ({ status }) => status === 'blocked');
  assert.deepEqual(
    blocked.blockers.map(({ type, affectedTasks }) => [type, affectedTasks]),
    [['missing_credential', ['to-profile']]],
  );
  assert.equal(blocked.tasks[0]?.status, 'completed', 'what needs no model is done');
  await worker.kill('SIGTERM');
  await stack.startWorker();
  const asking = await stack.until(variant.runId, (view) => view.openCheckpoints.length > 0);
  assert.equal(asking.tasks[1]?.status, 'completed');
}

/** The code task fails, what is beside it is done, nothing goes live, and the report says why. */
async function failsWithReport(
  stack: TestStack,
  edit: (document: JsonObject) => JsonObject,
  code: string,
  message: RegExp,
): Promise<void> {
  const variant = await makeVariant(stack, 'customer-sync', 'away', { session: false, edit });
  await startRun(stack.runs, variant);
  const ended = await stack.until(variant.runId, ({ endedAt }) => endedAt !== undefined);
  assert.equal(ended.status, 'failed');
  assert.deepEqual(
    ended.tasks.map((task) => [task.id, task.status, task.error?.code]),
    [
      ['customer-created', 'completed', undefined],
      ['to-profile', 'failed', code],
      [CHECKPOINT, 'blocked', 'dependency_failed'],
      ['go-live', 'blocked', 'dependency_failed'],
    ],
  );
  assert.match(ended.tasks.find((task) => task.error?.code === code)?.error?.message ?? '', message);
  assert.equal((await stack.n8n.getWorkflow(variant.n8nWorkflowId))?.active, false);
  for (const file of [REPORT_FILE, OUTPUT_FILE])
    await access(join(stack.dataFolder, 'runs', variant.runId, ended.runId, file));
}

function reworded(document: JsonObject): JsonObject {
  const text = JSON.stringify(document);
  const changed = text.replace('is the customer id as text', 'is the id of the customer as text');
  assert.notEqual(changed, text, 'the description of to-profile has changed: adapt this test');
  return JSON.parse(changed) as JsonObject;
}

test('without Temporal every verb says so and where it looked, and ends with exit code 4', async () => {
  const port = await closedPort();
  const env = { ...process.env, TEMPORAL_ADDRESS: `127.0.0.1:${port}` };
  const verbs = [
    ['run', join(exampleFolder('customer-sync'), 'specification.yaml'), '--detach'],
    ['list'],
    ['status', 'a@b'],
    ['watch', 'a@b'],
    ['explain', 'a@b', 'task'],
    ['logs', 'a@b', 'task'],
    ['report', 'a@b'],
    ['decide', 'a@b', 'task', 'continue', '--by', 'Ada'],
    ['cancel', 'a@b'],
  ];
  for (const words of verbs) {
    const { exitCode, stderr } = await millwright(env, ...words);
    assert.equal(exitCode, 4, `${words.join(' ')}: ${stderr}`);
    // This sentence comes from the probe, which answers at once; the client alone would take ten seconds.
    assert.match(stderr, new RegExp(`No Temporal server answers at 127\\.0\\.0\\.1:${port}\\.`));
    assert.match(stderr, /millwright up/);
  }
});

/** A port at which nobody listens. */
async function closedPort(): Promise<number> {
  const server = createServer().listen(LOOPBACK);
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : assert.fail('no port');
}

/** Lets the real n8n be reached at `port` too. */
async function openProxy(port: number, target: string): Promise<{ close(): void }> {
  const { hostname, port: targetPort } = new URL(target);
  const server = createServer((socket) => {
    const upstream = connect(Number(targetPort), hostname);
    socket.pipe(upstream).pipe(socket);
    socket.on('error', () => upstream.destroy());
    upstream.on('error', () => socket.destroy());
  }).listen({ ...LOOPBACK, port });
  await once(server, 'listening');
  return server;
}
