import assert from 'node:assert/strict';
import { afterAll, beforeAll, test } from 'vitest';
import { startRun } from '../../src/cli/runs/start-run.ts';
import { startStandIns, type StandIns } from '../../src/stand-ins/start-stand-ins.ts';
import { startShop } from '../cases/shop.ts';
import { caseVariant } from '../stack/case-variant.ts';
import { followRun } from '../stack/follow-run.ts';
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
  assert.equal(ends[0]?.status, 'completed', JSON.stringify(ends[0]?.tasks.filter((task) => task.error)));
  // n8n answers the caller and then fails the execution: no Respond node may come after a form (n8n 2.41).
  const endToEnd = ends[1]?.tasks.find((task) => task.id === 'e2e');
  assert.match(endToEnd?.evidence?.summary ?? '', /Unused Respond to Webhook node/);
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
