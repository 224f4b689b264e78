import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { test } from 'vitest';
import type { JsonObject } from '../../src/protocol/json.ts';
import type { StoredWorkflow } from '../../src/n8n/client/wire.ts';
import { REPORT_FILE } from '../../src/report/write-report.ts';
import type { RunView } from '../../src/protocol/run.ts';
import { startRun } from '../../src/cli/runs/start-run.ts';
import { withoutVersions } from '../n8n/without-versions.ts';
import { millwright } from '../stack/command.ts';
import { keepTasks } from '../stack/keep-tasks.ts';
import { withStack, type TestStack } from '../stack/test-stack.ts';
import { makeVariant, type Variant } from '../stack/variant.ts';

const CHECKPOINT = 'approve-activation';
const json = z.record(z.string(), z.json());

/** The small build, with a policy. */
function build(policy: 'keep' | 'rollback', settings: JsonObject = {}): (document: JsonObject) => JsonObject {
  const keep = keepTasks('customer-created', 'to-profile', CHECKPOINT, 'go-live');
  return (document) => json.parse({ ...keep(document), settings: { ...settings, on_failure: policy } });
}

/** Another version of it: other nodes, and other settings of the n8n workflow. */
function nextBuild(policy: 'keep' | 'rollback'): (document: JsonObject) => JsonObject {
  const edit = build(policy, { timezone: 'Asia/Tokyo' });
  return (document) =>
    json.parse(JSON.parse(JSON.stringify(edit(document)).replace('"status":202', '"status":200')));
}

test('rollback leaves n8n as it was before a run that was aborted, cancelled or failed; keep leaves what was built, and says so', async () => {
  await withStack(['customer-sync'], async (stack) => {
    await stack.startWorker();
    await stack.startSandboxWorker();
    const variant = await makeVariant(stack, 'customer-sync', 'undo', {
      edit: build('rollback'),
      session: false,
    });
    await abortedFirstRun(stack, variant);
    const live = await goLive(stack, variant);
    await cancelledRun(stack, variant, live);
    await failedRun(stack, variant, live);
    await keptRun(stack, variant, live);
  });
});

/** There was nothing before the run: nothing is there after it. */
async function abortedFirstRun(stack: TestStack, variant: Variant): Promise<void> {
  await askedRun(stack, variant);
  assert.ok(await stack.n8n.getWorkflow(variant.n8nWorkflowId));
  await millwright(stack.env, 'decide', variant.runId, CHECKPOINT, 'abort', '--by', 'Ada');
  const view = await ended(stack, variant);
  assert.equal(view.status, 'aborted');
  assert.equal(view.components[0]?.rollback?.outcome, 'restored');
  assert.equal(await stack.n8n.getWorkflow(variant.n8nWorkflowId), undefined);
  const report = await reportOf(stack, view);
  assert.match(report, /It was not there before this run, and was removed\./);
}

async function goLive(stack: TestStack, variant: Variant): Promise<StoredWorkflow> {
  const { openCheckpoints } = await askedRun(stack, variant);
  const digest = openCheckpoints[0]?.digest ?? '';
  await stack.runs.decide(variant.runId, { checkpoint: CHECKPOINT, digest, decision: 'continue', by: 'Ada' });
  assert.equal((await ended(stack, variant)).status, 'completed');
  const live = await stack.n8n.getWorkflow(variant.n8nWorkflowId);
  assert.ok(live?.active);
  return live;
}

/** The next version is cancelled from outside, as the Web UI would. */
async function cancelledRun(stack: TestStack, variant: Variant, live: StoredWorkflow): Promise<void> {
  await askedRun(stack, changed(variant, nextBuild('rollback')));
  assert.notEqual((await stack.n8n.getWorkflow(variant.n8nWorkflowId))?.versionId, live.versionId);
  const cancelled = await millwright(stack.env, 'cancel', variant.runId, '--json');
  assert.equal(cancelled.exitCode, 0, cancelled.stderr);
  assert.deepEqual(JSON.parse(cancelled.stdout), { run: variant.runId, how: 'cancelled' });
  await assertAsBefore(stack, variant, live);
}

/** A critical task fails after the write: its sample expects what the code does not do. */
async function failedRun(stack: TestStack, variant: Variant, live: StoredWorkflow): Promise<void> {
  const edit = nextBuild('rollback');
  const failing = changed(variant, (document) => withFailingTask(edit(document)));
  await startRun(stack.runs, failing);
  const view = await ended(stack, variant);
  assert.equal(view.status, 'failed', JSON.stringify(view.tasks));
  assert.equal(view.components.find(({ platform }) => platform === 'n8n')?.rollback?.outcome, 'restored');
  await assertAsBefore(stack, variant, live);
}

async function keptRun(stack: TestStack, variant: Variant, live: StoredWorkflow): Promise<void> {
  await askedRun(stack, changed(variant, nextBuild('keep')));
  await stack.runs.cancel(variant.runId);
  const view = await ended(stack, variant);
  assert.equal(view.components[0]?.rollback, undefined);
  const kept = await stack.n8n.getWorkflow(variant.n8nWorkflowId);
  assert.equal(kept?.settings['timezone'], 'Asia/Tokyo');
  assert.equal(kept.activeVersionId, live.activeVersionId, 'what was live stays live');
  assert.match(await reportOf(stack, view), /stays in n8n as this run left it/);
}

/** The same specification in another version. */
function changed(variant: Variant, edit: (document: JsonObject) => JsonObject): Variant {
  return { ...variant, specificationDocument: edit(variant.specificationDocument) };
}

/** @returns the document with a critical code task of the author's own that fails its sample. */
function withFailingTask(document: JsonObject): JsonObject {
  const { implementation } = z
    .looseObject({ implementation: z.looseObject({ task_summary: z.array(json) }) })
    .parse(document);
  const tasks = implementation.task_summary.map((task) =>
    task['task_id'] === 'to-profile'
      ? {
          ...task,
          critical: true,
          repair_rounds: 0,
          code_instructions: {
            ...json.parse(task['code_instructions']),
            source: 'export function transform(input) { return { n: input === undefined ? 1 : 0 }; }',
          },
        }
      : task,
  );
  return json.parse({ ...document, implementation: { ...implementation, task_summary: tasks } });
}

/** Starts a run and waits for its question. */
async function askedRun(stack: TestStack, variant: Variant): Promise<RunView> {
  await startRun(stack.runs, variant);
  return stack.until(variant.runId, (view) => view.openCheckpoints.length > 0 && view.endedAt === undefined);
}

/** The last view of the run, once Temporal has closed it. */
async function ended(stack: TestStack, { runId }: Variant): Promise<RunView> {
  await stack.runs.client.workflow
    .getHandle(runId)
    .result()
    .catch(() => undefined);
  return stack.runs.status(runId);
}

async function reportOf(stack: TestStack, view: RunView): Promise<string> {
  return readFile(join(stack.dataFolder, 'runs', view.workflowId, view.runId, REPORT_FILE), 'utf8');
}

async function assertAsBefore(stack: TestStack, variant: Variant, before: StoredWorkflow): Promise<void> {
  const after = await stack.n8n.getWorkflow(variant.n8nWorkflowId);
  assert.ok(after);
  assert.deepEqual(withoutLog(after), withoutLog(before));
}

/** Nor what it logs of publications. */
function withoutLog(workflow: StoredWorkflow) {
  const { activeVersion, ...rest } = withoutVersions(workflow);
  const { workflowPublishHistory: _log, ...live }: Record<string, unknown> = activeVersion ?? {};
  return { ...rest, live };
}
