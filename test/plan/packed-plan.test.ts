import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, test } from 'vitest';
import { loadPlan } from '../../src/activities/stored-plan.ts';
import { LocalArtifactStore } from '../../src/artifacts/local-store.ts';
import { MillwrightError } from '../../src/errors.ts';
import { TASK_KINDS, type CompactPlan, type CompactTask } from '../../src/protocol/plan.ts';
import { packPlan, unpackPlan } from '../../src/plan/packed-plan.ts';

const folder = await mkdtemp(join(tmpdir(), 'millwright-plan-'));
afterAll(() => rm(folder, { recursive: true, force: true }));
const artifacts = new LocalArtifactStore(folder);

const text = fc.string({ minLength: 1, maxLength: 12 });

/** Usual values are drawn often, and every field takes others too. */
const tasks: fc.Arbitrary<CompactTask> = fc.record(
  {
    id: text,
    title: text,
    kind: fc.constantFrom(...TASK_KINDS),
    actionType: text,
    platform: fc.constantFrom('n8n', 'code', 'manual'),
    component: text,
    n8nComponent: text,
    dependsOn: fc.array(text, { maxLength: 3 }),
    excludes: fc.array(text, { maxLength: 2 }),
    critical: fc.boolean(),
    priority: fc.nat(2),
    repairRounds: fc.nat(3),
    worstCaseUsd: fc.constantFrom(0, 0.25),
    estimatedMinutes: fc.nat(3),
    verifiedByPerson: fc.constant(true),
    ifBlocked: fc.record(
      {
        waitMinutes: fc.constantFrom(60, 5),
        then: fc.constantFrom('escalate', 'skip_with_flag', 'abort'),
        channel: text,
        written: fc.constant(true),
      },
      { requiredKeys: ['waitMinutes', 'then'] },
    ),
    onFailure: fc.constant('rollback'),
  },
  {
    requiredKeys: [
      'id',
      'title',
      'kind',
      'actionType',
      'platform',
      'dependsOn',
      'excludes',
      'critical',
      'priority',
      'repairRounds',
      'worstCaseUsd',
      'estimatedMinutes',
      'ifBlocked',
    ],
  },
);

const plans: fc.Arbitrary<CompactPlan> = fc.record(
  {
    schemaVersion: fc.constant(1),
    specId: text,
    title: text,
    version: text,
    specificationHash: text,
    environmentId: text,
    environmentHash: text,
    n8nInstance: text,
    n8nUrl: text,
    maxParallel: fc.integer({ min: 1, max: 8 }),
    budget: fc.record({ warnUsd: fc.nat(20), stopUsd: fc.nat(90) }),
    components: fc.array(
      fc.record({ id: text, platform: fc.constantFrom('n8n', 'code'), name: text, n8nWorkflowId: text }),
      { maxLength: 2 },
    ),
    tasks: fc.array(tasks, { maxLength: 5 }),
    replayedAnswers: fc.boolean(),
    standIns: fc.array(text, { maxLength: 2 }),
    searchAttributesRegistered: fc.boolean(),
    onFailure: fc.constant('rollback'),
  },
  {
    requiredKeys: [
      'schemaVersion',
      'specId',
      'title',
      'version',
      'specificationHash',
      'environmentId',
      'environmentHash',
      'n8nInstance',
      'maxParallel',
      'budget',
      'components',
      'tasks',
      'replayedAnswers',
      'standIns',
      'searchAttributesRegistered',
    ],
  },
);

test('a plan that was packed, stored and fetched by the next run of a chain is the same plan', async () => {
  await fc.assert(
    fc.asyncProperty(plans, async (plan) => {
      const planHash = await artifacts.putJson(packPlan(plan));
      // Drawn objects have no prototype; what was stored has one.
      assert.deepEqual(unpackPlan(await loadPlan({ artifacts }, { planHash })), structuredClone(plan));
    }),
  );
});

test('a stored plan that another version wrote is refused, not misread', async () => {
  const planHash = await artifacts.putJson({ schemaVersion: 2, tasks: [] });
  await assert.rejects(
    loadPlan({ artifacts }, { planHash }),
    (error) => error instanceof MillwrightError && error.code === 'artifact_corrupt',
  );
});
