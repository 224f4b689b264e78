import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { WorkflowHandle } from '@temporalio/client';
import { WorkflowFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import fc from 'fast-check';
import { test } from 'vitest';
import { admitSpecification } from '../../src/activities/admit-specification.ts';
import { LocalArtifactStore } from '../../src/artifacts/local-store.ts';
import {
  MESSAGES,
  OWNER_WORKFLOW,
  ownerWorkflowId,
  RUN_WORKFLOW,
  TASK_QUEUE,
} from '../../src/protocol/names.ts';
import type { RunView } from '../../src/protocol/run.ts';
import { DEFAULT_BASE_URL } from '../../src/claude/client-settings.ts';
import { LOCAL_ENVIRONMENT } from '../../src/spec/local-environment.ts';
import { planOf } from '../run/plan-of.ts';
import { simulatedTask } from './simulated-task.ts';
import { withWorld } from './simulated-world.ts';
import { statusUntil } from './status-until.ts';

/** Values from chance besides those that come near to what is expected. */
const DRAWN = 25;
const RUN_ID = '0191d3a8-0000-7000-8000-000000000000';

const anyJson = fc.jsonValue({ stringUnit: 'binary', maxDepth: 4 });

/** Any JSON value, also in the place of any field of a message that is known. */
function values(messages: readonly Record<string, unknown>[]): unknown[] {
  const almost = fc.tuple(fc.constantFrom(...messages), fc.nat(), anyJson).map(([message, index, value]) => {
    const names = Object.keys(message);
    return { ...message, [names[index % names.length] ?? 'x']: value };
  });
  const nothing = [undefined, null, '', 'text', 0, true, [], {}, [null], { requests: [null] }];
  return [...nothing, ...fc.sample(fc.oneof(anyJson, almost), DRAWN)];
}

/** A workflow task that failed means: the workflow stands still until its code is mended. */
async function assertNeverStuck(handle: WorkflowHandle): Promise<void> {
  const { events = [] } = await handle.fetchHistory();
  const failures = (events ?? []).flatMap(
    (event) => event.workflowTaskFailedEventAttributes?.failure?.message ?? [],
  );
  assert.deepEqual(failures, []);
}

async function failureOf(handle: WorkflowHandle, input: unknown): Promise<ApplicationFailure> {
  const ended: unknown = await handle.result().then(
    () => 'It completed.',
    (error: unknown) => error,
  );
  assert.ok(ended instanceof WorkflowFailedError, `${JSON.stringify(input)}: ${String(ended)}`);
  assert.ok(ended.cause instanceof ApplicationFailure, `${JSON.stringify(input)}: ${String(ended.cause)}`);
  return ended.cause;
}

test('a run or an owner that is started with anything at all ends with what is wrong with it', async () => {
  const home = await mkdtemp(join(tmpdir(), 'millwright-any-'));
  const admit = admitSpecification.bind(undefined, {
    artifacts: new LocalArtifactStore(home),
    catalogueFolder: home,
    runsFolder: home,
    model: { apiKey: '', baseUrl: DEFAULT_BASE_URL, replayed: false, idleTimeoutMs: 1_000 },
    defaultEnvironment: async () => LOCAL_ENVIRONMENT,
    standInsUrl: async () => undefined,
    openN8n: () => Promise.reject(new Error('There is no n8n.')),
    searchAttributesRegistered: false,
    secrets: () => [],
  });
  try {
    await withWorld({ activities: { admitSpecification: admit } }, async ({ environment }) => {
      const { workflow } = environment.client;
      const inputs = values([
        { specification: {}, environment: {} },
        { specification_hash: 'a', environment_hash: 'b' },
        { continued: { schemaVersion: 1, planHash: 'x', tasks: {} } },
        { target: { n8nWorkflowId: 'w', workflowName: 'W' }, state: { schemaVersion: 9 }, waiting: [1] },
      ]);
      const play = async (type: string, input: unknown, index: number): Promise<void> => {
        const options = { taskQueue: TASK_QUEUE, workflowId: `${type}-${index}` };
        const args = index === 0 ? [] : [input];
        const handle = await workflow.start(type, { ...options, args });
        const { type: code, message } = await failureOf(handle, input);
        assert.notEqual(code, 'internal', `${JSON.stringify(input)}: ${message}`);
        await assertNeverStuck(handle);
      };
      await Promise.all(inputs.map((input, index) => play(RUN_WORKFLOW, input, index)));
      await Promise.all(inputs.map((input, index) => play(OWNER_WORKFLOW, input, index)));
    });
  } finally {
    await rm(home, { recursive: true, force: true });
  }
});

test('whatever anybody sends to a run or an owner, neither stands still, and what is no message changes nothing', async () => {
  await withWorld({}, async (world) => {
    const tasks = [
      simulatedTask({ id: 'node', kind: 'nodes' }),
      simulatedTask({ id: 'approve', kind: 'checkpoint', dependsOn: ['node'] }),
      simulatedTask({ id: 'last', kind: 'nodes', dependsOn: ['approve'] }),
    ];
    const run = await world.start(planOf(tasks, 2), 'any@test');
    const before = await statusUntil(run, (view) => view.openCheckpoints.length === 1);
    const owner = world.environment.client.workflow.getHandle(ownerWorkflowId('local', 'w'));
    const done = { outcome: 'done', change: 'x', nodes: 1, connections: 0, active: true, documentHash: 'd' };
    const sent = values([
      { checkpoint: 'approve', digest: 'wrong', decision: 'continue', by: 'Bo', modifications: {} },
      { task: 'node' },
      { requestId: 'node#0.1', run: RUN_ID, ...done },
      { requestId: 'node#0.1', outcome: 'failed', code: 'x', message: 'y' },
      {
        requests: [{ requestId: 'r', from: 'nobody', operation: { kind: 'restore', environmentHash: 'e' } }],
      },
      { requests: [{ requestId: '', from: '', operation: { kind: 'activate', environmentHash: 'e' } }] },
    ]);
    for (const value of sent) {
      for (const name of [MESSAGES.status, MESSAGES.plan, MESSAGES.explain, MESSAGES.audit])
        assert.notEqual(await run.query(name, value), undefined, `${name} ${JSON.stringify(value)}`);
      for (const name of [MESSAGES.decide, MESSAGES.recheck, MESSAGES.ownerAnswer])
        await run.signal(name, value);
      await run.executeUpdate(MESSAGES.decideCheckpoint, { args: [value] }).catch((error: unknown) => {
        assert.match(String(error), /WorkflowUpdateFailedError/);
      });
      await owner.signal(MESSAGES.ownerRequest, value);
      assert.notEqual(await owner.query(MESSAGES.ownerState, value), undefined);
    }
    const after = await run.query<RunView>(MESSAGES.status);
    assert.deepEqual({ ...after, decisions: [] }, { ...before, decisions: [] });
    for (const { effect } of after.decisions) assert.notEqual(effect, 'accepted');
    const decision = { checkpoint: 'approve', digest: 'digest-approve', decision: 'continue', by: 'Ada' };
    await run.executeUpdate(MESSAGES.decideCheckpoint, { args: [decision] });
    await run.result();
    await assertNeverStuck(run);
    await assertNeverStuck(owner);
  });
});
