import assert from 'node:assert/strict';
import { z } from 'zod';
import { afterAll, beforeAll, test } from 'vitest';
import { startRun } from '../../src/cli/runs/start-run.ts';
import { startStandIns, type StandIns } from '../../src/stand-ins/start-stand-ins.ts';
import { startShop } from '../cases/shop.ts';
import type { JsonObject } from '../../src/protocol/json.ts';
import { createDataTable } from '../stack/data-table.ts';
import { caseVariant } from '../stack/case-variant.ts';
import { followRun } from '../stack/follow-run.ts';
import { testN8n } from '../stack/settings.ts';
import { openStack, type OpenStack, type TestStack } from '../stack/test-stack.ts';

// Specifications that once went wrong, built on one stack.

let open: OpenStack;
let stack: TestStack;
let standIns: StandIns;
const STAND_INS = new URL('../cases/stand-ins.yaml', import.meta.url).pathname;
beforeAll(async () => {
  open = await openStack([]);
  ({ stack } = open);
  standIns = await startStandIns({ files: [STAND_INS], port: 0 });
  const env = { MILLWRIGHT_STAND_INS_URL: standIns.url };
  await Promise.all([stack.startWorker(env), stack.startSandboxWorker()]);
});
afterAll(async () => {
  await open.replayHistories();
  await open.close();
  await standIns.close();
});

test('a gate of a real service is built and goes live after a person was told what was not driven', async () => {
  const variant = await caseVariant('gate-real.yaml');
  let shown = '';
  const ended = await followRun(stack, variant, async () => {
    const { openCheckpoints } = await stack.runs.status(variant.runId);
    shown = openCheckpoints[0]?.shown ?? '';
  });
  assert.equal(ended.status, 'completed', JSON.stringify(ended.tasks.filter((task) => task.error)));
  assert.match(shown, /Not proved by this build[^]*- gate: Not driven: "Buyer" sent nothing to slack/);
  const gate = ended.tasks.find((task) => task.id === 'gate');
  assert.deepEqual(
    gate?.evidence?.gaps?.map(({ mark }) => mark),
    ['not_driven'],
  );
  assert.match(gate?.evidence?.summary ?? '', /Not driven/);
  assert.ok((await stack.n8n.getWorkflow(variant.n8nWorkflowId))?.active);
});

test('a GET webhook is called without a body, and a caller whom n8n holds until after a gate is not waited for', async () => {
  const read = await caseVariant('dynamic-get.yaml');
  const held = await caseVariant('gate-answer.yaml', { stand_ins: ['slack'] });
  const ends = await Promise.all(
    [read, held].map(async (variant) => {
      await startRun(stack.runs, variant);
      return stack.until(variant.runId, (view) => view.endedAt !== undefined);
    }),
  );
  const proof = (index: number) => ends[index]?.tasks.find((task) => task.id === 'e2e')?.evidence;
  assert.match(proof(0)?.summary ?? '', /1 of 1 case did exactly what was expected/);
  // n8n answers the caller and then fails the execution: no Respond node may come after a form (n8n 2.41).
  assert.match(proof(1)?.summary ?? '', /Unused Respond to Webhook node/);
});

test('200 with an error inside is red, and a check that says nothing about the answer is said to prove no more', async () => {
  const shop = await startShop();
  try {
    const variant = await caseVariant('soft.yaml', { base_urls: { shop: shop.url } });
    await startRun(stack.runs, variant);
    const ended = await stack.until(variant.runId, (view) => view.endedAt !== undefined);
    const said = (id: string): string => ended.tasks.find((task) => task.id === id)?.evidence?.summary ?? '';
    assert.match(said('no-pattern'), /1 of 2 failed.*its body holds `error`: .*TOKEN_EXPIRED/);
    assert.match(said('weak-pattern'), /its body holds `error`/);
    assert.match(said('empty-body'), /answered 200\. Proves no more: .*\(it was empty\)/);
    assert.match(said('e2e-weak'), /Proves no more: case "renamed" says nothing about what comes out/);
    assert.deepEqual(
      ended.tasks.map(({ id, status }) => `${id} ${status}`),
      [
        'no-pattern failed',
        'weak-pattern failed',
        'empty-body completed',
        'hook completed',
        'lines completed',
        'e2e-weak completed',
      ],
    );
  } finally {
    shop.close();
  }
});

test('a node whose data table is not in n8n blocks before it is built; then the one call of the approval is made, once', async () => {
  const table = `reorders-${crypto.randomUUID().slice(0, 6)}`;
  const call = { body: { sku: 'TEA-1' }, expect: { body: { kept: true } } };
  const variant = await caseVariant('missing-table.yaml', {}, (document) =>
    withActivation(naming(document, table), { live_call: call }),
  );
  const { runId, n8nWorkflowId } = variant;
  await startRun(stack.runs, variant);
  const blocked = await stack.until(runId, (view) => view.status === 'blocked');
  assert.deepEqual(
    blocked.blockers.map(({ type, description, affectedTasks }) => [type, description, affectedTasks]),
    [['dependency_failed', `n8n has no data table named "${table}".`, ['keep']]],
  );
  assert.equal(blocked.tasks.find((task) => task.id === 'keep')?.status, 'blocked');

  await createDataTable(stack.n8n, table, 'sku');
  const asking = await stack.until(runId, (view) => view.openCheckpoints.length > 0);
  const keep = asking.tasks.find((task) => task.id === 'keep')?.evidence;
  assert.deepEqual([keep?.passed, keep?.gaps], [true, undefined], keep?.summary);
  const [question] = asking.openCheckpoints;
  assert.ok(question);
  assert.match(question.shown, /live: \*\*one real request is sent\*\*.*`POST \/webhook\/case-table-.*TEA-1/);
  assert.deepEqual(await stack.n8n.listExecutions(n8nWorkflowId), []);

  const { checkpointId: checkpoint, digest } = question;
  await stack.runs.decide(runId, { checkpoint, digest, decision: 'continue', by: 'a test' });
  const ended = await stack.until(runId, (view) => view.endedAt !== undefined);
  assert.equal(ended.status, 'completed', JSON.stringify(ended.tasks.filter((task) => task.error)));
  const executions = await stack.n8n.listExecutions(n8nWorkflowId);
  assert.deepEqual(
    executions.map(({ status }) => status),
    ['success'],
  );
});

test('without a call of its own a run waits for the first real execution, and calls nothing', async () => {
  const variant = await caseVariant('dynamic-get.yaml', {}, (document) =>
    withActivation(document, { watch_minutes: 5 }),
  );
  const { runId, n8nWorkflowId } = variant;
  await startRun(stack.runs, variant);
  const waiting = await stack.until(runId, (view) =>
    /first real execution .* at most 5 minutes/.test(
      view.tasks.find((task) => task.id === 'live')?.waitsFor ?? '',
    ),
  );
  assert.equal(waiting.endedAt, undefined);
  assert.deepEqual(await stack.n8n.listExecutions(n8nWorkflowId), []);
  const answer = await fetch(`${testN8n().url}/webhook/case-orders-${variant.suffix}?id=7`);
  assert.deepEqual(await answer.json(), { id: '7' });
  const ended = await stack.until(runId, (view) => view.endedAt !== undefined);
  const live = ended.tasks.find((task) => task.id === 'live');
  assert.equal(live?.status, 'completed', JSON.stringify(live));
  assert.equal(live.evidence?.gaps, undefined);
});

test('a trigger whose credential is named nowhere, and a node that is not installed, are red before anything is live', async () => {
  const trigger = { node_type: 'n8n-nodes-base.affinityTrigger', node_name: 'Person changed' };
  const bare = await caseVariant('dynamic-get.yaml', {}, (document) => startedBy(document, trigger));
  const community = { node_type: 'n8n-nodes-nobody.makes', node_name: 'Person changed' };
  const missing = await caseVariant('dynamic-get.yaml', {}, (document) => startedBy(document, community));
  const ends = await Promise.all(
    [bare, missing].map(async (variant) => {
      await startRun(stack.runs, variant);
      const view = await stack.until(variant.runId, ({ endedAt }) => endedAt !== undefined);
      const workflow = await stack.n8n.getWorkflow(variant.n8nWorkflowId);
      return { active: workflow?.active ?? false, text: JSON.stringify(view.tasks) };
    }),
  );
  assert.deepEqual(
    ends.map(({ active }) => active),
    [false, false],
  );
  assert.match(ends[0]?.text ?? '', /affinityApi/);
  assert.match(ends[1]?.text ?? '', /This n8n has no node .*n8n-nodes-nobody\.makes/);
});

/** Another beginning for the workflow, that leads to nothing. */
function startedBy(document: JsonObject, node: { node_type: string; node_name: string }): JsonObject {
  const { implementation, ...rest } = tasksSchema.parse(document);
  const live = implementation.task_summary.filter((task) => task.action_type === 'activate_workflow');
  const task = (task_id: string, n8n_instructions: JsonObject) => ({
    task_id,
    purpose: 'It begins here.',
    action_type: 'create_node',
    critical: true,
    n8n_instructions,
  });
  const end = { node_type: 'n8n-nodes-base.noOp', node_name: 'End' };
  const connections = [{ from_node: node.node_name, to_node: end.node_name }];
  const task_summary = [
    task('begin', { ...node, configuration: {} }),
    { ...task('end', { ...end, connections }), dependencies_completed: ['begin'] },
    ...live.map((each) => ({ ...each, dependencies_completed: ['end'] })),
  ];
  return z.record(z.string(), z.json()).parse({ ...rest, implementation: { task_summary } });
}

function naming(document: JsonObject, table: string): JsonObject {
  const text = JSON.stringify(document).replaceAll('"reorders"', JSON.stringify(table));
  return z.record(z.string(), z.json()).parse(JSON.parse(text));
}

const tasksSchema = z.looseObject({
  implementation: z.looseObject({ task_summary: z.array(z.looseObject({ action_type: z.string() })) }),
});

/** Says of its activation how it is first used, and leaves its end-to-end test out: that comes beside the activation. */
function withActivation(document: JsonObject, activation_instructions: JsonObject): JsonObject {
  const { implementation, ...rest } = tasksSchema.parse(document);
  const task_summary = implementation.task_summary
    .filter((task) => task.action_type !== 'test_integration')
    .map((task) => (task.action_type === 'activate_workflow' ? { ...task, activation_instructions } : task));
  return z.record(z.string(), z.json()).parse({ ...rest, implementation: { task_summary } });
}
