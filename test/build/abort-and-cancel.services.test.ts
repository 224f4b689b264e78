import assert from 'node:assert/strict';
import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { test } from 'vitest';
import { OUTPUT_FILE, REPORT_FILE } from '../../src/report/write-report.ts';
import type { RunView } from '../../src/protocol/run.ts';
import { millwright, writeVariant, type Ended } from '../stack/command.ts';
import { keepTasks } from '../stack/keep-tasks.ts';
import { withStack, type TestStack } from '../stack/test-stack.ts';
import { makeVariant, type Variant } from '../stack/variant.ts';

const CHECKPOINT = 'approve-activation';
const edit = keepTasks('customer-created', 'to-profile', CHECKPOINT, 'go-live');

test('abort and cancel leave n8n inactive and both reports behind, and every verb says so in words and exit codes', async () => {
  await withStack(['customer-sync'], async (stack) => {
    await stack.startWorker();
    await stack.startSandboxWorker();
    await abortAtTheCheckpoint(stack);
    await cancelDuringTheRun(stack);
  });
});

async function abortAtTheCheckpoint(stack: TestStack): Promise<void> {
  const variant = await makeVariant(stack, 'customer-sync', 'abort', { edit, session: false });
  const { runId } = variant;
  const files = await writeVariant(stack.dataFolder, variant);
  const start = ['run', files.specification, '--environment', files.environment, '--detach', '--json'];
  assert.deepEqual(parsed(await millwright(stack.env, ...start)), { run: runId, how: 'started' });
  await stack.until(runId, (view) => view.openCheckpoints.length > 0 || view.endedAt !== undefined);
  assert.deepEqual(parsed(await millwright(stack.env, ...start)), { run: runId, how: 'joined' });

  await lookAtWaitingRun(stack, runId);
  await readTheCode(stack, runId);
  await changedFilesAreRefused(stack, files.specification, start, runId);

  const words = ['decide', runId, CHECKPOINT, 'abort', '--by', 'Ada', '--note', 'Wrong shop'];
  const decided = await millwright(stack.env, ...words);
  assert.deepEqual([decided.exitCode, decided.stdout], [0, `Ada decided abort on ${CHECKPOINT}.\n`]);
  const late = await millwright(stack.env, ...words);
  assert.equal(late.exitCode, 5, late.stderr);

  const view = await endedAsAborted(stack, variant);
  assert.equal(view.statusReason, 'Aborted by Ada: Wrong shop');
  assert.equal((await stack.n8n.getWorkflow(variant.n8nWorkflowId))?.active, false);
}

/** What each verb says while the run waits for a person. */
async function lookAtWaitingRun({ env }: TestStack, runId: string): Promise<void> {
  const view = statusSchema.parse(parsed(await millwright(env, 'status', runId, '--json')));
  assert.equal(view.status, 'awaiting_approval');
  const explained = await millwright(env, 'explain', runId, 'go-live');
  assert.match(explained.stdout, /go-live is pending: after approve-activation/);
  assert.match(explained.stdout, new RegExp(`millwright decide ${runId} ${CHECKPOINT} continue --by`));
  const chain = z
    .object({ chain: z.array(z.string()) })
    .parse(parsed(await millwright(env, 'explain', runId, 'go-live', '--json')));
  assert.ok(chain.chain.length > 1);
  const logs = await millwright(env, 'logs', runId, 'to-profile');
  assert.match(logs.stdout, /5 of 5 samples gave exactly the expected output/);
  const rows = z
    .array(z.object({ workflowId: z.string(), temporalStatus: z.string() }))
    .parse(parsed(await millwright(env, 'list', '--json')));
  assert.deepEqual(rows, [{ workflowId: runId, temporalStatus: 'RUNNING' }]);
  assert.equal((await millwright(env, 'report', runId)).exitCode, 5);
  assert.equal((await millwright(env, 'status', 'nobody@nowhere')).exitCode, 5);
  assert.equal((await millwright(env, 'explain', runId, 'no-such-task')).exitCode, 5);
}

/** Whoever decides can read all of what would go live. */
async function readTheCode({ env, runs, dataFolder }: TestStack, runId: string): Promise<void> {
  const answer = join(import.meta.dirname, '../../examples/customer-sync/answers/to-profile.round0.mjs');
  const written = (await readFile(answer, 'utf8')).trimEnd();
  const view = await runs.status(runId);
  assert.ok(view.openCheckpoints[0]?.shown.includes(`\n${written}\n`), view.openCheckpoints[0]?.shown);
  assert.equal((await millwright(env, 'code', runId, 'to-profile')).stdout, `${written}\n`);
  const file = join(dataFolder, 'runs', runId, view.runId, 'workspace', 'to-profile.mjs');
  assert.equal((await readFile(file, 'utf8')).trimEnd(), written);
  const none = await millwright(env, 'code', runId, 'go-live');
  assert.equal(none.exitCode, 5);
  assert.match(none.stderr, /has no task go-live with code.*to-profile/s);
}

/** One run per id: another version of the files is told so and does nothing. */
async function changedFilesAreRefused(
  stack: TestStack,
  file: string,
  start: string[],
  runId: string,
): Promise<void> {
  const before = await readFile(file, 'utf8');
  await writeFile(file, before.replace('"version":"1.0.0"', '"version":"1.1.0"'));
  const refused = await millwright(stack.env, ...start);
  assert.equal(refused.exitCode, 2);
  assert.match(refused.stdout + refused.stderr, /run_open/);
  assert.match(
    refused.stdout + refused.stderr,
    new RegExp(`${runId} is open for another version of these files; nothing was started`),
  );
  assert.equal((await stack.runs.status(runId)).version, '1.0.0');
}

async function cancelDuringTheRun(stack: TestStack): Promise<void> {
  const variant = await makeVariant(stack, 'customer-sync', 'cancel', { edit, session: false });
  const files = await writeVariant(stack.dataFolder, variant);
  const following = millwright(stack.env, 'run', files.specification, '--environment', files.environment);
  await stack.until(variant.runId, (view) => view.status === 'running');
  const cancelled = await millwright(stack.env, 'cancel', variant.runId);
  assert.equal(cancelled.exitCode, 0, cancelled.stderr);

  const view = await endedAsAborted(stack, variant);
  assert.equal(view.statusReason, 'Aborted by cancellation: The run was cancelled.');
  assert.notEqual((await stack.n8n.getWorkflow(variant.n8nWorkflowId))?.active, true);
  assert.equal((await following).exitCode, 1, 'who followed the run hears that it had no success');
  const again = await millwright(stack.env, 'cancel', variant.runId);
  assert.equal(again.exitCode, 5);
  assert.match(again.stderr, /run_ended .* has ended at /);
}

/** What is true of every aborted run, however it came to it. */
async function endedAsAborted(stack: TestStack, { runId }: Variant): Promise<RunView> {
  const watched = await millwright(stack.env, 'watch', runId);
  assert.equal(watched.exitCode, 1, watched.stderr);
  assert.match(watched.stderr, /aborted/);
  const view = await stack.until(runId, ({ endedAt }) => endedAt !== undefined);
  assert.equal(view.status, 'aborted');
  const { completed, skipped, blocked } = view.counts;
  assert.equal(completed + skipped + blocked, view.tasks.length);
  const goLive = view.tasks.find((task) => task.id === 'go-live');
  assert.deepEqual([goLive?.status, goLive?.error?.code], ['blocked', 'cancelled'], 'it is critical');

  const folder = join(stack.dataFolder, 'runs', runId, view.runId);
  const reports = (await readdir(folder)).filter((name) => name !== 'workspace');
  assert.deepEqual(reports.toSorted(), [REPORT_FILE, OUTPUT_FILE].toSorted());
  const report = await millwright(stack.env, 'report', runId);
  assert.equal(report.stdout.trimEnd(), (await readFile(join(folder, REPORT_FILE), 'utf8')).trimEnd());
  assert.match(report.stdout, /\*\*Aborted\.\*\*/);
  const { implementation_output: output } = outputSchema.parse(
    parsed(await millwright(stack.env, 'report', runId, '--json')),
  );
  assert.deepEqual(output.execution_summary, {
    status: 'aborted',
    total_tasks: view.tasks.length,
    tasks_completed: completed,
    tasks_failed: 0,
    tasks_blocked: blocked,
    tasks_skipped: skipped,
    success_rate: (100 * completed) / view.tasks.length,
  });
  return view;
}

const statusSchema = z.object({ status: z.string() });
const outputSchema = z.object({
  implementation_output: z.object({ execution_summary: z.record(z.string(), z.json()) }),
});

function parsed(ended: Ended): unknown {
  assert.equal(ended.exitCode, 0, ended.stderr);
  return JSON.parse(ended.stdout);
}
