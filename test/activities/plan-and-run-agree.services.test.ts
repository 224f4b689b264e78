import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, test } from 'vitest';
import { admitSpecification } from '../../src/activities/admit-specification.ts';
import { checkReadiness } from '../../src/activities/check-readiness.ts';
import { worstCasePrices } from '../../src/claude/worst-case.ts';
import type { JsonObject } from '../../src/protocol/json.ts';
import { createN8nClient } from '../../src/n8n/client/client.ts';
import type { Blocker } from '../../src/protocol/run.ts';
import type { CompactPlan } from '../../src/protocol/plan.ts';
import { unpackPlan } from '../../src/plan/packed-plan.ts';
import { executionPlan, type ExecutionPlan } from '../../src/plan/execution-plan.ts';
import { applyReadiness } from '../../src/run/readiness.ts';
import { createRun } from '../../src/run/create-run.ts';
import { viewOf } from '../../src/run/view.ts';
import { loadSpecification } from '../../src/source/load-specification.ts';
import { LOCAL_ENVIRONMENT } from '../../src/spec/local-environment.ts';
import { resolveParameters } from '../../src/spec/parameters.ts';
import { parseSpecificationDocument } from '../../src/spec/parse.ts';
import { acyclicGraphs } from '../plan/support/random-graphs.ts';
import { exampleFiles } from '../spec/examples.ts';
import { testN8n } from '../stack/settings.ts';
import { dependenciesIn } from './support/dependencies.ts';

/** What `plan` shows from the files is what a run is admitted with and what holds it back. */

const folder = await mkdtemp(join(tmpdir(), 'millwright-plan-and-run-'));
afterAll(() => rm(folder, { recursive: true, force: true }));

const dependencies = dependenciesIn(
  folder,
  async () => createN8nClient(testN8n()),
  // No model is asked; something has to answer at its address.
  testN8n().url,
);

function planned(document: JsonObject): ExecutionPlan {
  const parsed = parseSpecificationDocument(document);
  assert.ok(parsed.ok, JSON.stringify(parsed));
  const specification = resolveParameters(parsed.specification, LOCAL_ENVIRONMENT);
  return executionPlan(specification, LOCAL_ENVIRONMENT, worstCasePrices(specification));
}

function sameWork(plan: ExecutionPlan, compact: CompactPlan): void {
  assert.deepEqual(
    plan.tasks.map(({ task_id, kind, dependencies_completed, critical }) => [
      task_id,
      kind,
      dependencies_completed,
      critical,
    ]),
    compact.tasks.map(({ id, kind, dependsOn, critical }) => [id, kind, dependsOn, critical]),
  );
  assert.equal(plan.max_parallel, compact.maxParallel);
  const cost = compact.tasks.reduce((sum, task) => sum + task.worstCaseUsd, 0);
  assert.ok(Math.abs(plan.cost.first_round_usd - cost) < 1e-9);
}

/** Ids of the tasks that a run shows as blocked after its first look. */
function held(compact: CompactPlan, blockers: Blocker[]): string[] {
  const run = createRun(compact, 0);
  applyReadiness(run, blockers, 0);
  const { tasks } = viewOf(run, { workflowId: 'w', runId: 'r' });
  return tasks.filter((task) => task.status === 'blocked').map((task) => task.id);
}

const HANDOFF = {
  proceed_recommendation: 'proceed_with_blockers',
  implementation_ready: true,
  human_confirmations_needed: [],
};

for (const file of await exampleFiles()) {
  const { document, specification } = await loadSpecification(file);
  test(`${specification.spec_id}: the plan and the run agree on tasks, order and blockers`, async () => {
    const [first] = specification.implementation.task_summary;
    const open = { ...HANDOFF, blocking_items: [`ambiguous_spec: ${first?.task_id} has no path yet.`] };
    const opened: JsonObject = { ...document, phase_4_handoff: open };
    const plan = planned(opened);
    const admitted = await admitSpecification(dependencies, { specification: opened });
    assert.ok(admitted.admitted);
    const admittedPlan = unpackPlan(admitted.plan);
    sameWork(plan, admittedPlan);
    const { blockers } = await checkReadiness(dependencies, admittedPlan);
    const [handoff, ...online] = blockers;
    assert.deepEqual([handoff], plan.blockers);
    const credentials = plan.required_credentials.flatMap(({ tasks }) => tasks);
    for (const { type, affectedTasks } of online) {
      assert.equal(type, 'missing_credential');
      assert.ok(affectedTasks.every((id) => credentials.includes(id)));
    }
    assert.deepEqual(held(admittedPlan, plan.blockers), plan.blocked_tasks);
  });
}

const sentence = fc.constantFrom('t0 waits for a decision.', 't1 and t2 are unclear.', 'Nobody knows.');
const blockingItem = fc
  .tuple(
    fc.constantFrom(
      '',
      'ambiguous_spec: ',
      'missing_credential: ',
      'missing_confirmation: ',
      'environment_unavailable: ',
    ),
    sentence,
  )
  .map((parts) => parts.join(''));

const documents: fc.Arbitrary<JsonObject> = fc
  .record({
    nodes: acyclicGraphs(8).filter((nodes) => nodes.length > 0),
    priorities: fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 8, maxLength: 8 }),
    recommendation: fc.constantFrom(
      'proceed',
      'proceed_with_blockers',
      'proceed_with_confirmation',
      'escalate',
    ),
    items: fc.array(blockingItem, { maxLength: 2 }),
    ready: fc.boolean(),
  })
  .map(({ nodes, priorities, recommendation, items, ready }) => ({
    spec_id: 'generated',
    components: [{ component_id: 'policy', platform: 'code', path: 'policy.mjs' }],
    implementation: {
      task_summary: nodes.map(({ id, dependsOn }, index) => ({
        task_id: id,
        purpose: `A person looks at ${id}.`,
        action_type: 'human_checkpoint',
        dependencies_completed: [...dependsOn],
        priority: priorities[index] ?? 0,
        checkpoint_instructions: { question: `Is ${id} right?` },
      })),
    },
    phase_4_handoff: {
      proceed_recommendation: recommendation,
      implementation_ready: ready,
      blocking_items: items,
      human_confirmations_needed: [],
    },
  }));

test('for any specification the plan and the run agree, or the run is refused for the reasons that the plan gives', async () => {
  const seen = { run: 0, partial: 0, stop: 0 };
  await fc.assert(
    fc.asyncProperty(documents, async (document) => {
      const plan = planned(document);
      seen[plan.verdict] += 1;
      const admitted = await admitSpecification(dependencies, { specification: document });
      assert.equal(admitted.admitted, plan.verdict !== 'stop');
      if (admitted.admitted) {
        const admittedPlan = unpackPlan(admitted.plan);
        sameWork(plan, admittedPlan);
        const { blockers } = await checkReadiness(dependencies, admittedPlan);
        assert.deepEqual(blockers, plan.blockers);
        // A task that waits for others is shown as pending, not as blocked.
        const startable = new Set(
          admittedPlan.tasks.filter((task) => task.dependsOn.length === 0).map((task) => task.id),
        );
        assert.deepEqual(
          held(admittedPlan, blockers).toSorted(),
          plan.blocked_tasks.filter((id) => startable.has(id)).toSorted(),
        );
      } else {
        assert.deepEqual(
          admitted.problems.map(({ rule, message, fix }) => [rule, message, fix]),
          plan.blockers.map(({ type, description, resolutionRequired }) => [
            type,
            description,
            resolutionRequired,
          ]),
        );
      }
    }),
    { numRuns: 150 },
  );
  assert.ok(
    seen.run > 0 && seen.partial > 0 && seen.stop > 0,
    `not every verdict was drawn: ${JSON.stringify(seen)}`,
  );
});
