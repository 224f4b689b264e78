import assert from 'node:assert/strict';
import { test } from 'vitest';
import { checkCondition } from '../../src/checks/gate-condition.ts';
import { conditionParameters } from '../../src/n8n/compile/fragments/condition.ts';
import { gateNodeNames } from '../../src/n8n/compile/fragments/gate.ts';
import type { StoredWorkflow } from '../../src/n8n/client/wire.ts';
import type { GateCase, GateInstructions } from '../../src/spec/instructions.ts';
import { realClient } from '../n8n/instance.ts';

const client = realClient();

/** What the condition of a gate gives that stands in n8n as `stands`: the observations that are red. */
async function red(ask_when: string, cases?: GateCase[], stands = ask_when): Promise<string[]> {
  const workflow: StoredWorkflow = {
    id: 'not-needed',
    name: 'refunds',
    active: false,
    isArchived: false,
    versionId: 'v',
    createdAt: '2026-01-01T00:00:00.000Z',
    nodes: [
      {
        id: crypto.randomUUID(),
        name: gateNodeNames('Approval').needed,
        type: 'n8n-nodes-base.if',
        typeVersion: 2.2,
        position: [0, 0],
        parameters: conditionParameters(stands, 2.2),
      },
    ],
    connections: {},
    settings: { executionOrder: 'v1' },
  };
  const instructions: GateInstructions = {
    ask_when,
    ...(cases && { cases }),
    integration: 'slack',
    notify_path: '/say',
    channel: 'c',
    message: 'Go?',
    timeout_minutes: 5,
    on_timeout: 'reject',
  };
  const observations = await checkCondition(client, workflow, { gateName: 'Approval', instructions });
  return observations.filter(({ passed }) => !passed).map(({ name, actual }) => `${name}: ${actual}`);
}

test('a condition is green when n8n asks for one item and goes on for another, whatever node it reads', async () => {
  assert.deepEqual(await red('$json.body.amount > 1000'), []);
  assert.deepEqual(await red("$('Customer').first().json.kind === 'vip' && $json.total > 5"), []);
  assert.deepEqual(await red('true'), []);
});

test('a condition that never asks, or always, or cannot be computed is red', async () => {
  const never = await red('$json.amount > 5', undefined, '$json.amount > $json.limit_that_nobody_set');
  assert.match(never.join(), /a person is asked in some case: none of \d+ tried inputs comes to that/);
  assert.match((await red('$json.amount > 5', undefined, 'true')).join(), /nobody is asked in some case/);
  assert.equal((await red('$now > 5')).length, 2);
});

test("the author's cases are tried as they are, each for its side", async () => {
  const of = (name: string, asks: boolean, amount: number): GateCase => ({
    name,
    asks,
    item: { amounts: [amount] },
    nodes: { Customer: { name: 'Ada' } },
  });
  const condition =
    "$json.amounts.reduce((a, b) => a + b, 0) > 100 && $('Customer').item.json.name === 'Ada'";
  assert.deepEqual(await red(condition, [of('much', true, 500), of('little', false, 5)]), []);
  assert.deepEqual(await red(condition, [of('much', true, 50), of('little', false, 5)]), [
    'condition, much: nobody is asked',
  ]);
});
