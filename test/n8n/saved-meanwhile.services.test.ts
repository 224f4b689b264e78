import assert from 'node:assert/strict';
import { test, type TestContext } from 'vitest';
import { MillwrightError } from '../../src/errors.ts';
import type { N8nClient } from '../../src/n8n/client/client.ts';
import type { StoredWorkflow } from '../../src/n8n/client/wire.ts';
import { deployWorkflow } from '../../src/n8n/sync/deployment.ts';
import { snapshotDocument } from '../../src/n8n/sync/put-back.ts';
import { noteRestorePoint } from '../../src/n8n/sync/restore-point.ts';
import { restoreWorkflow } from '../../src/n8n/sync/restore.ts';
import { BUILDING_TASKS, prepareExample, type Example } from './abandoned-cart.ts';
import { node } from './instance.ts';

const refused = new MillwrightError('n8n_rejected', 'answered 400');
const lost = new MillwrightError('n8n_unreachable', 'no answer came');

/** A person adds a note to the workflow, in the real n8n. */
async function personSaves({ client, workflowId }: Example): Promise<void> {
  const workflow = await client.getWorkflow(workflowId);
  assert.ok(workflow !== undefined, 'there is nothing to save yet');
  const nodes = [...workflow.nodes, node('Note to self', 'noOp', 1, {}, -400)];
  await client.putWorkflow(workflowId, snapshotDocument({ ...workflow, nodes }));
}

async function hasNote({ client, workflowId }: Example): Promise<boolean> {
  const workflow = await client.getWorkflow(workflowId);
  return workflow?.nodes.some(({ name }) => name === 'Note to self') ?? false;
}

async function builtExample(t: TestContext): Promise<{ example: Example; lastAppliedHash: string }> {
  const example = await prepareExample(t);
  const built = await deployWorkflow(example.dependencies, await example.input(BUILDING_TASKS.slice(0, 2)));
  assert.ok(built.outcome === 'done');
  return { example, lastAppliedHash: built.lastAppliedHash };
}

/** Writes one more task with a client that goes wrong. @returns what it failed with. */
async function failWith(
  { example, lastAppliedHash }: { example: Example; lastAppliedHash: string },
  wrong: Partial<N8nClient>,
): Promise<MillwrightError> {
  const client = { ...example.client, ...wrong };
  const input = { ...(await example.input(BUILDING_TASKS.slice(0, 3))), lastAppliedHash };
  const failure = await deployWorkflow({ ...example.dependencies, client }, input).catch(
    (error: unknown) => error,
  );
  assert.ok(failure instanceof MillwrightError, 'the write that went wrong was not noticed');
  return failure;
}

/** Only the first of the two writes goes wrong; the second would be the one that puts back. */
function firstWrite(
  { client }: Example,
  goWrong: (write: () => Promise<StoredWorkflow>) => Promise<StoredWorkflow>,
): Partial<N8nClient> {
  let isFirst = true;
  return {
    putWorkflow(workflowId, document) {
      const write = () => client.putWorkflow(workflowId, document);
      if (!isFirst) return write();
      isFirst = false;
      return goWrong(write);
    },
  };
}

test('a refused write leaves what a person saved while it was refused', async (t) => {
  const built = await builtExample(t);
  const error = await failWith(
    built,
    firstWrite(built.example, async () => {
      await personSaves(built.example);
      throw refused;
    }),
  );
  assert.equal(error.code, 'n8n_rejected');
  assert.match(error.message, /answered 400 .*saved in n8n/);
  assert.ok(await hasNote(built.example), 'the edit of the person is gone');
});

test('a write whose answer was lost leaves what a person saved on top of it', async (t) => {
  const built = await builtExample(t);
  const error = await failWith(
    built,
    firstWrite(built.example, async (write) => {
      await write();
      await personSaves(built.example);
      throw lost;
    }),
  );
  assert.equal(error.code, 'n8n_unreachable');
  assert.ok(await hasNote(built.example), 'the edit of the person is gone');
});

test('a write that n8n kept otherwise leaves what a person saved on top of it', async (t) => {
  const built = await builtExample(t);
  const { example } = built;
  await failWith(
    built,
    firstWrite(example, async (write) => {
      const stored = await write();
      await personSaves(example);
      return stored;
    }),
  );
  assert.ok(await hasNote(example), 'the edit of the person is gone');
});

test('a workflow whose making was answered with an error is not removed when a person saved it', async (t) => {
  const example = await prepareExample(t);
  const client: N8nClient = {
    ...example.client,
    async importWorkflow(workflowId, document) {
      await example.client.importWorkflow(workflowId, document);
      await personSaves(example);
      throw lost;
    },
  };
  const input = await example.input(BUILDING_TASKS.slice(0, 2));
  await assert.rejects(deployWorkflow({ ...example.dependencies, client }, input), { code: lost.code });
  assert.ok(await hasNote(example), 'the edit of the person is gone');
});

test('what a person saves between reading and writing is read again, not overwritten', async (t) => {
  const built = await builtExample(t);
  const { example } = built;
  let reads = 0;
  const error = await failWith(built, {
    async getWorkflow(workflowId) {
      const workflow = await example.client.getWorkflow(workflowId);
      reads += 1;
      if (reads === 1) await personSaves(example);
      return workflow;
    },
  });
  assert.equal(error.code, 'n8n_changed_meanwhile');
  assert.ok(await hasNote(example), 'the edit of the person is gone');
});

test('when n8n is away for the clean-up as well, the first error is told', async (t) => {
  const built = await builtExample(t);
  let isAway = false;
  const error = await failWith(built, {
    async getWorkflow(workflowId) {
      if (isAway) throw lost;
      return built.example.client.getWorkflow(workflowId);
    },
    async putWorkflow() {
      isAway = true;
      throw refused;
    },
  });
  assert.equal(error.code, 'n8n_rejected');
  assert.match(error.message, /^answered 400 .*no answer came$/);
});

test('a rollback keeps what a person saved after it had looked', async (t) => {
  const { example, lastAppliedHash } = await builtExample(t);
  const { dependencies, workflowId: n8nWorkflowId } = example;
  const restorePoint = await noteRestorePoint(dependencies, { n8nWorkflowId, lastAppliedHash });
  const input = { ...(await example.input(BUILDING_TASKS.slice(0, 3))), lastAppliedHash };
  const applied = await deployWorkflow(dependencies, input);
  assert.ok(applied.outcome === 'done');
  const rollback = {
    n8nWorkflowId,
    environmentHash: input.newest.environmentHash,
    restorePoint,
    lastAppliedHash: applied.lastAppliedHash,
  };
  let reads = 0;
  const client: N8nClient = {
    ...example.client,
    async getWorkflow(workflowId) {
      const workflow = await example.client.getWorkflow(workflowId);
      reads += 1;
      if (reads === 1) await personSaves(example);
      return workflow;
    },
  };
  await assert.rejects(restoreWorkflow({ ...dependencies, client }, rollback), {
    code: 'n8n_changed_meanwhile',
  });
  // As Temporal repeats it.
  assert.equal((await restoreWorkflow(dependencies, rollback)).outcome, 'kept');
  assert.ok(await hasNote(example), 'the edit of the person is gone');
});
