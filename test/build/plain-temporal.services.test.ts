import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { test } from 'vitest';
import type { JsonObject } from '../../src/protocol/json.ts';
import type { RunView } from '../../src/protocol/run.ts';
import { runProgram, writeVariant, type Ended } from '../stack/command.ts';
import { keepTasks } from '../stack/keep-tasks.ts';
import { required } from '../stack/settings.ts';
import { withStack, type TestStack } from '../stack/test-stack.ts';
import { makeVariant } from '../stack/variant.ts';

const CHECKPOINT = 'approve-activation';
const edit = keepTasks('customer-created', 'to-profile', CHECKPOINT);

test('a run is started, found, read, decided, reset for nothing and refused with the temporal command alone', async () => {
  await withStack(['customer-sync'], async (stack) => {
    const variant = await makeVariant(stack, 'customer-sync', 'plain', { edit, session: false });
    const { specificationDocument: specification, environmentDocument: environment } = variant;
    const files = await writeVariant(stack.dataFolder, variant);
    await stack.startWorker({ MILLWRIGHT_ENVIRONMENT: files.environment });
    await stack.startSandboxWorker();

    await start(stack, 'with-environment', { specification, environment });
    await untilItAsks(stack, 'with-environment');
    await isListed(stack, variant.specification.spec_id, 'with-environment');
    await isDecidedByUpdate(stack, 'with-environment');
    await historyIsReadable(stack, 'with-environment');
    await resetPaysNothing(stack, 'with-environment');

    await start(stack, 'bare', specification);
    const asking = await untilItAsks(stack, 'bare');
    assert.equal(asking.environmentId, variant.environment.environment_id);
    const shown = JSON.stringify(await shownDecision(stack, 'bare'));
    await answered(stack, 'workflow', 'signal', '-w', 'bare', '--name', 'decide', '--input', shown);
    assert.equal((await untilItEnds(stack, 'bare')).status, 'completed');

    await invalidIsRefused(stack);
  });
});

async function start(stack: TestStack, workflowId: string, input: JsonObject): Promise<void> {
  const file = join(stack.dataFolder, `${workflowId}.input.json`);
  await writeFile(file, JSON.stringify(input));
  const what = ['--type', 'implementSpecification', '--task-queue', 'millwright'];
  await answered(
    stack,
    'workflow',
    'start',
    ...what,
    '--workflow-id',
    workflowId,
    '--input-file',
    file,
    '--fail-existing',
  );
}

/** Search attributes reach the list a moment after the run has written them. */
async function isListed(stack: TestStack, specId: string, workflowId: string): Promise<void> {
  for (const query of [`MillwrightSpecification="${specId}"`, 'MillwrightStatus="awaiting_approval"']) {
    let listed = '';
    for (let tries = 0; tries < 50 && !listed.includes(workflowId); tries += 1) {
      listed = await answered(stack, 'workflow', 'list', '--query', query);
    }
    assert.match(listed, new RegExp(`Running +${workflowId}`), query);
  }
}

/** What is not well-formed is refused, what is stale changes nothing, and what the details show is what counts. */
async function isDecidedByUpdate(stack: TestStack, workflowId: string): Promise<void> {
  const update = (input: JsonObject): Promise<Ended> =>
    temporal(
      stack,
      'workflow',
      'update',
      'execute',
      '-w',
      workflowId,
      '--name',
      'decideCheckpoint',
      '--input',
      JSON.stringify(input),
    );
  const shown = await shownDecision(stack, workflowId);

  const malformed = await update({ checkpoint: CHECKPOINT, decision: 'continue', by: 'Ada' });
  assert.equal(malformed.exitCode, 1);
  assert.match(malformed.stderr, /Field \\"digest\\" is required: the digest of what was shown/);
  const stale = await update({ ...shown, digest: 'seen-yesterday' });
  assert.match(stale.stdout, /effect:stale/);
  assert.match(stale.stdout, /What is shown has changed since/);
  const waiting = await stack.runs.status(workflowId);
  assert.deepEqual([waiting.status, waiting.openCheckpoints.length], ['awaiting_approval', 1]);

  assert.match((await update(shown)).stdout, /effect:accepted/);
  const ended = await untilItEnds(stack, workflowId);
  assert.equal(ended.status, 'completed');
  assert.deepEqual(
    ended.decisions.map(({ effect, decision }) => [effect, decision.by]),
    [
      ['stale', 'Ada'],
      ['accepted', 'Ada'],
    ],
  );
}

/** The object that the current details tell a person to send, with a name put in. */
async function shownDecision(stack: TestStack, workflowId: string): Promise<JsonObject> {
  const details = await answered(stack, 'workflow', 'metadata', '-w', workflowId);
  assert.match(details, /### Activate the customer sync\?/);
  const json =
    /```\s*(\{[^`]*\})\s*```/.exec(details)?.[1] ?? assert.fail(`no decision to send in:\n${details}`);
  return z.record(z.string(), z.json()).parse(JSON.parse(json.replace('YOUR NAME', 'Ada')));
}

const historySchema = z.object({
  events: z.array(
    z.object({
      userMetadata: z.object({ summary: z.object({ data: z.base64() }) }).optional(),
      activityTaskScheduledEventAttributes: z.object({ activityId: z.string() }).optional(),
    }),
  ),
});

/** Activities are named after what they do for which task, with the task's title and the step beside it; local ones have only that. */
async function historyIsReadable(stack: TestStack, workflowId: string): Promise<void> {
  const { events } = historySchema.parse(
    JSON.parse(await answered(stack, 'workflow', 'show', '-w', workflowId, '--output', 'json')),
  );
  const summaryOf = (data = ''): string => Buffer.from(data, 'base64').toString();
  const summaries = events.map(({ userMetadata }) => summaryOf(userMetadata?.summary.data));
  const activities = events.flatMap(({ activityTaskScheduledEventAttributes: scheduled, userMetadata }) =>
    scheduled ? [[scheduled.activityId, summaryOf(userMetadata?.summary.data)]] : [],
  );
  const names = new Map(activities.map(([id = '', summary = '']) => [id, summary]));
  assert.deepEqual(
    [
      'customer-created:check#0',
      'to-profile:generate#0',
      'to-profile:sandbox#0',
      `${CHECKPOINT}:describe#0`,
    ].map((id) => names.get(id)),
    [
      '"Customer created: acceptance check"',
      '"To profile: ask the model"',
      '"To profile: run the samples"',
      '"Approve activation: what the question shows"',
    ],
    JSON.stringify(activities),
  );
  assert.ok(
    summaries.includes('"To profile: compare the outputs"'),
    'local activities say what they do, too',
  );
}

/** Put back to its beginning, a run goes its way once more, and makes no model call a second time. */
async function resetPaysNothing(stack: TestStack, workflowId: string): Promise<void> {
  const before = await stack.runs.status(workflowId);
  const paid = stack.replay.calls();
  assert.equal(before.cost.modelCalls, 1);
  const how = ['--type', 'FirstWorkflowTask', '--reason', 'once more'];
  await answered(stack, 'workflow', 'reset', '-w', workflowId, ...how);
  const again = await stack.until(workflowId, ({ runId, openCheckpoints }) => {
    return runId !== before.runId && openCheckpoints.length > 0;
  });
  assert.equal(again.tasks.find(({ id }) => id === 'to-profile')?.status, 'completed');
  assert.deepEqual([again.cost.modelCalls, stack.replay.calls()], [0, paid]);
  const shown = JSON.stringify(await shownDecision(stack, workflowId));
  await answered(stack, 'workflow', 'signal', '-w', workflowId, '--name', 'decide', '--input', shown);
  assert.equal((await untilItEnds(stack, workflowId)).status, 'completed');
}

async function invalidIsRefused(stack: TestStack): Promise<void> {
  await start(stack, 'invalid', {
    spec_id: 'x',
    implementation: { task_summary: [{ task_id: 'a', action_type: 'creat_node' }] },
  });
  const { exitCode, stdout } = await temporal(stack, 'workflow', 'result', '-w', 'invalid');
  assert.equal(exitCode, 1);
  assert.match(stdout, /The specification is not valid/);
  assert.match(
    stdout,
    /\/implementation\/task_summary\/0\/action_type: `action_type` cannot be `creat_node`\. Did you mean `create_node`\?/,
  );
}

async function untilItAsks(stack: TestStack, workflowId: string): Promise<RunView> {
  const view = await stack.until(
    workflowId,
    ({ openCheckpoints, endedAt }) => openCheckpoints.length > 0 || endedAt !== undefined,
  );
  assert.equal(view.status, 'awaiting_approval', JSON.stringify(view.tasks));
  return view;
}

function untilItEnds(stack: TestStack, workflowId: string): Promise<RunView> {
  return stack.until(workflowId, ({ endedAt }) => endedAt !== undefined);
}

async function answered(stack: TestStack, ...words: string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await temporal(stack, ...words);
  assert.equal(exitCode, 0, stderr);
  return stdout;
}

/** The real `temporal` command. Its own configuration file, if the machine has one, is not read. */
function temporal(stack: TestStack, ...words: string[]): Promise<Ended> {
  const env = { HOME: stack.dataFolder };
  return runProgram(
    required('MILLWRIGHT_TEST_TEMPORAL_BINARY'),
    [...words, '--address', stack.temporalAddress],
    env,
  );
}
