import assert from 'node:assert/strict';
import { test } from 'vitest';
import { MillwrightError } from '../../src/errors.ts';
import type { N8nClient } from '../../src/n8n/client/client.ts';
import { deployWorkflow } from '../../src/n8n/sync/deployment.ts';
import { BUILDING_TASKS, prepareExample, type Example } from './abandoned-cart.ts';

/** The real n8n, but what is written loses its last node on the way, and may be answered with an error. */
function losing(client: N8nClient, answer: 'ok' | 'refused'): N8nClient {
  let hasLost = false;
  const refused = new MillwrightError('n8n_rejected', 'answered 400, and saved all the same');
  return {
    ...client,
    async importWorkflow(workflowId, document) {
      await client.importWorkflow(workflowId, {
        ...document,
        nodes: document.nodes.slice(0, -1),
        connections: {},
      });
      if (answer === 'refused') throw refused;
    },
    async putWorkflow(workflowId, document) {
      // The write is spoilt, the restoring is not.
      if (hasLost) return client.putWorkflow(workflowId, document);
      hasLost = true;
      const stored = await client.putWorkflow(workflowId, {
        ...document,
        nodes: document.nodes.slice(0, -1),
        connections: {},
      });
      if (answer === 'refused') throw refused;
      return stored;
    },
  };
}

async function failToWrite(example: Example, taskCount: number, answer: 'ok' | 'refused'): Promise<Error> {
  const dependencies = { ...example.dependencies, client: losing(example.client, answer) };
  const input = await example.input(BUILDING_TASKS.slice(0, taskCount));
  try {
    await deployWorkflow(dependencies, input);
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error('the spoilt write was not noticed');
}

for (const [answer, words] of [
  ['ok', /stored .* otherwise than it was written:\n- removed \*\*Wait for customer\*\*/],
  ['refused', /answered 400/],
] as const) {
  test(`a write that n8n stored otherwise (answer: ${answer}) is put back as it was, and told`, async (t) => {
    const example = await prepareExample(t);
    await deployWorkflow(example.dependencies, await example.input(BUILDING_TASKS.slice(0, 2)));
    const before = await example.client.getWorkflow(example.workflowId);
    const error = await failToWrite(example, 3, answer);
    assert.match(error.message, words);
    const after = await example.client.getWorkflow(example.workflowId);
    assert.deepEqual(after?.nodes, before?.nodes);
    assert.deepEqual(after?.connections, before?.connections);
    assert.deepEqual(after?.settings, before?.settings);
  });

  test(`a workflow that was made otherwise (answer: ${answer}) is removed again`, async (t) => {
    const example = await prepareExample(t);
    await failToWrite(example, 3, answer);
    assert.equal(await example.client.getWorkflow(example.workflowId), undefined);
  });
}

test('two attempts at the same time: the one that comes late leaves what the other made, and finds it when it is repeated', async (t) => {
  const example = await prepareExample(t);
  const input = await example.input(BUILDING_TASKS.slice(0, 2));
  // A worker that was given up as lost goes on for a while: its write comes after the second attempt has looked.
  const late: N8nClient = {
    ...example.client,
    async importWorkflow(workflowId, document) {
      await example.client.importWorkflow(workflowId, document);
      await example.client.importWorkflow(workflowId, document);
    },
  };
  await assert.rejects(deployWorkflow({ ...example.dependencies, client: late }, input), {
    code: 'n8n_workflow_exists',
  });
  const made = await example.client.getWorkflow(example.workflowId);
  assert.ok(made, 'what the other attempt made was removed');
  assert.equal((await deployWorkflow(example.dependencies, input)).outcome, 'done');
  assert.equal((await example.client.getWorkflow(example.workflowId))?.versionId, made.versionId);
});
