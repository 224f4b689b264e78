import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'vitest';
import type { Evidence } from '../../src/checks/evidence.ts';
import { compileExpectedPart } from '../../src/checks/expected-part.ts';
import { runCheck } from '../../src/checks/run-check.ts';
import { MillwrightError } from '../../src/errors.ts';
import { createN8nClient } from '../../src/n8n/client/client.ts';
import { deployWorkflow } from '../../src/n8n/sync/deployment.ts';
import { waitUntilLive } from '../../src/n8n/live/liveness.ts';
import type { N8nNode, StoredWorkflow } from '../../src/n8n/client/wire.ts';
import { startStandIns } from '../../src/stand-ins/start-stand-ins.ts';
import { prepareExample } from '../n8n/abandoned-cart.ts';

// The example's own specification, built in a real n8n, with each task's own check.

const HEADER = 'require_header: { name: X-Token, value: demo }';
const STAND_INS = `
- { integration: shopify, ${HEADER}, routes: [{ method: GET, path: '/admin/api/2026-01/checkouts/{file}', status: 200, body: { checkout: { completed_at: null } } }] }
- { integration: slack, ${HEADER}, routes: [{ method: POST, path: /api/chat.postMessage, status: 200, body: { ok: true } }] }
- integration: klaviyo
  ${HEADER}
  routes:
    - { method: GET, path: /api/accounts, status: 200, body: { data: [] } }
    - { method: POST, path: /api/events, status: 202 }
`;

interface BuiltExample {
  check(taskId: string): Promise<Evidence>;
  /** Edits the workflow in n8n as a person would, or as a defect would. */
  edit(change: (workflow: StoredWorkflow) => void): Promise<void>;
  publish(): Promise<void>;
}

async function buildExample(t: TestContext): Promise<BuiltExample> {
  const folder = await mkdtemp(join(tmpdir(), 'millwright-checks-'));
  const file = join(folder, 'stand-ins.yaml');
  await writeFile(file, STAND_INS);
  const standIns = await startStandIns({ files: [file], port: 0 });
  t.onTestFinished(async () => {
    await standIns.close();
    await rm(folder, { recursive: true });
  });
  const example = await prepareExample(t, standIns.url);
  const { client, dependencies, specification, environment, workflowId } = example;
  const input = await example.input();
  const deployed = await deployWorkflow(dependencies, input);
  assert.equal(deployed.outcome, 'done', JSON.stringify(deployed));

  return {
    async check(taskId) {
      const task = specification.implementation.task_summary.find(({ task_id: id }) => id === taskId);
      assert.ok(task, taskId);
      const codeHash = input.tasks.find((applied) => applied.taskId === taskId)?.codeHash;
      const context = {
        ...dependencies,
        credentials: await client.listCredentials(),
        componentId: 'recovery',
        placeholderCode: 'export function transform(input) { return input; }',
      };
      const reference = { ...input.newest, taskId, ...(codeHash === undefined ? {} : { codeHash }) };
      return runCheck(
        { client, standInsUrl: standIns.url, expectedPart: () => compileExpectedPart(context, reference) },
        { specification, environment, task, round: 0, ...(codeHash === undefined ? {} : { codeHash }) },
      );
    },
    async edit(change) {
      const workflow = await client.getWorkflow(workflowId);
      assert.ok(workflow);
      change(workflow);
      const { name, nodes, connections, settings } = workflow;
      const { saveDataSuccessExecution, saveDataErrorExecution, executionOrder } = settings;
      const kept = { saveDataSuccessExecution, saveDataErrorExecution, executionOrder };
      await client.putWorkflow(workflowId, {
        name,
        nodes,
        connections,
        settings: JSON.parse(JSON.stringify(kept)),
      });
    },
    async publish() {
      await waitUntilLive(client, await client.publishWorkflow(workflowId));
    },
  };
}

function assertGreen(evidence: Evidence): void {
  const failed = evidence.observations.filter((observation) => !observation.passed);
  assert.deepEqual(failed, [], `${evidence.taskId}: ${evidence.summary}`);
  assert.equal(evidence.passed, true);
}

function assertRed(evidence: Evidence, words: RegExp): void {
  assert.equal(evidence.passed, false, `${evidence.taskId} stayed green`);
  assert.match(evidence.observations.map(({ actual }) => actual).join('\n'), words);
}

function nodeNamed(workflow: StoredWorkflow, name: string): N8nNode {
  const node = workflow.nodes.find((candidate) => candidate.name === name);
  assert.ok(node, name);
  return node;
}

test('every check of the built example is green, and says what was simulated', async (t) => {
  const { check } = await buildExample(t);
  const building = [
    'checkout-webhook',
    'normalise-cart',
    'wait-for-customer',
    'still-open-check',
    'discount-policy',
  ];
  for (const taskId of [...building, 'klaviyo-event', 'wire-main-path', 'klaviyo-connectivity']) {
    assertGreen(await check(taskId));
  }
  const gate = await check('slack-approval');
  assertGreen(gate);
  assert.match(gate.simulated.join(), /slack/);
  const endToEnd = await check('e2e-pinned');
  assertGreen(endToEnd);
  assert.match(endToEnd.simulated.join(), /shopify, klaviyo, slack/);
  assert.match(endToEnd.simulated.join(), /"Wait for customer" was pinned/);
});

test('each defect in n8n turns the check of its task red, and no other', async (t) => {
  const { check, edit } = await buildExample(t);
  await edit((workflow) => {
    nodeNamed(workflow, 'Wait for customer').parameters['amount'] = 99;
    nodeNamed(workflow, 'Discount policy').parameters['jsCode'] = 'return { json: {} };';
    const consent = workflow.connections['Consent given?']?.['main'];
    workflow.connections['Consent given?'] = { main: [[], ...(consent ?? [])] };
    workflow.connections['Still open?'] = { main: [] };
  });
  assertRed(await check('wait-for-customer'), /\/parameters\/amount: expected 2, got 99/);
  assertRed(await check('discount-policy'), /jsCode/);
  assertRed(await check('klaviyo-event'), /there is Consent given\? \(output 1\)/);
  assertRed(await check('wire-main-path'), /the edge is missing/);
  assertGreen(await check('checkout-webhook'));
  assertGreen(await check('still-open-check'));
});

test('a gate of which a node was changed is red before it is driven', async (t) => {
  const { check, edit } = await buildExample(t);
  await edit((workflow) => {
    nodeNamed(workflow, 'Discount approval: wait').parameters['resumeAmount'] = 1;
  });
  assertRed(await check('slack-approval'), /resumeAmount/);
});

test('the webhook is red before activation, green after, and red again when the live version is another', async (t) => {
  const { check, edit, publish } = await buildExample(t);
  assertRed(await check('go-live'), /it is not active/);
  await publish();
  const live = await check('go-live');
  assertGreen(live);
  assert.equal(live.observations.length, 3);
  await edit((workflow) => {
    nodeNamed(workflow, 'Wait for customer').parameters['amount'] = 3;
  });
  assertRed(await check('go-live'), /another version is live/);
});

test('an n8n that cannot be reached is an error to wait for, not evidence', async (t) => {
  const example = await prepareExample(t);
  const { specification, environment } = example;
  const task = specification.implementation.task_summary.find(({ task_id: id }) => id === 'wire-main-path');
  assert.ok(task);
  const client = createN8nClient({ url: 'http://127.0.0.1:9', apiKey: 'none' });
  const check = runCheck(
    { client, expectedPart: () => Promise.reject(new Error('not asked')) },
    { specification, environment, task, round: 0 },
  );
  await assert.rejects(
    check,
    (error) => error instanceof MillwrightError && error.code === 'n8n_unreachable',
  );
});
