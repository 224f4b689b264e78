import assert from 'node:assert/strict';
import fc from 'fast-check';
import { test } from 'vitest';
import { MillwrightError } from '../../src/errors.ts';
import { compilePlan } from '../../src/plan/compile-plan.ts';
import { executionPlan } from '../../src/plan/execution-plan.ts';
import type { Task } from '../../src/spec/model.ts';
import { n8nInstanceName } from '../../src/spec/n8n-instance.ts';
import { acyclicGraphs } from './support/random-graphs.ts';
import { CODE, environment, specification, task } from './support/specifications.ts';

const FLAGS = { replayedAnswers: true, searchAttributesRegistered: false };

function compile(tasks: Task[], worstCaseUsd: (taskId: string) => number = () => 0) {
  return compilePlan({
    specification: specification(tasks),
    environment: environment({ stand_ins: ['klaviyo'] }),
    specificationHash: 'a'.repeat(64),
    environmentHash: 'b'.repeat(64),
    n8nWorkflowId: (componentId) => `id-of-${componentId}`,
    worstCaseUsd,
    flags: FLAGS,
  });
}

function code(id: string, dependsOn: string[], repair_rounds: number, source?: string): Task {
  const code_instructions = { ...CODE, edge_cases: [], ...(source === undefined ? {} : { source }) };
  return task(id, dependsOn, {
    action_type: 'write_transform',
    component: 'discount',
    repair_rounds,
    code_instructions,
  });
}

test('the plan shown and the plan run have the same tasks in the same order', () => {
  fc.assert(
    fc.property(acyclicGraphs(), (nodes) => {
      const tasks = nodes.map((node) => task(node.id, node.dependsOn, { estimated_minutes: node.minutes }));
      const shown = executionPlan(specification(tasks), environment(), () => 0);
      const compiled = compile(tasks);
      assert.deepEqual(
        shown.tasks.map((each) => [each.task_id, each.kind, each.dependencies_completed]),
        compiled.tasks.map((each) => [each.id, each.kind, each.dependsOn]),
      );
      assert.deepEqual(
        shown.execution_phases.flatMap((phase) => phase.tasks).toSorted(),
        compiled.tasks.map((each) => each.id).toSorted(),
      );
    }),
  );
});

test('the time of the whole lies between the critical path and all tasks one after the other', () => {
  fc.assert(
    fc.property(acyclicGraphs(), (nodes) => {
      const tasks = nodes.map((node) => task(node.id, node.dependsOn, { estimated_minutes: node.minutes }));
      const { minutes, critical_path } = executionPlan(specification(tasks), environment(), () => 0);
      const minutesById = new Map(nodes.map((node) => [node.id, node.minutes]));
      const sum = (ids: string[]): number => ids.reduce((total, id) => total + (minutesById.get(id) ?? 0), 0);
      assert.ok(minutes.max >= sum(critical_path));
      assert.ok(minutes.max <= sum(nodes.map((node) => node.id)));
    }),
  );
});

test("estimates are the phase format's time budget unless the author says otherwise, and people's time does not count", () => {
  const plan = executionPlan(
    specification([
      task('node'),
      task('code', [], { action_type: 'write_transform' }),
      task('gate', [], { action_type: 'configure_gate' }),
      task('known', [], { estimated_minutes: 7 }),
      task('ask', [], { action_type: 'human_checkpoint', platform: 'orchestrator' }),
      task('hand', [], { platform: 'manual' }),
    ]),
    environment(),
    () => 0,
  );
  assert.deepEqual(
    plan.tasks.map((each) => [each.task_id, each.estimated_minutes.min, each.estimated_minutes.max]),
    [
      ['node', 2, 5],
      ['code', 5, 10],
      ['gate', 10, 20],
      ['known', 7, 7],
      ['ask', 0, 0],
      ['hand', 0, 0],
    ],
  );
});

test('the cost counts what asks the model, once and with all repair rounds', () => {
  const tasks = [code('a', [], 2), code('b', ['a'], 0), code('written', [], 3, 'export {}'), task('node')];
  const { cost } = executionPlan(specification(tasks), environment(), (id) => (id === 'a' ? 0.5 : 0.25));
  assert.deepEqual(cost.model_calls, { min: 2, max: 4 });
  assert.equal(cost.first_round_usd, 0.75);
  assert.equal(cost.all_rounds_usd, 1.75);
});

test('a model without a price is refused, never shown as free', () => {
  const unknown = (): number => {
    throw new MillwrightError('model_price_unknown', 'There is no price for some-model.');
  };
  const refused = { code: 'model_price_unknown' };
  assert.throws(() => executionPlan(specification([code('a', [], 0)]), environment(), unknown), refused);
  assert.throws(() => compile([code('a', [], 0)], unknown), refused);
});

test('an exclusion named by one side holds for both, and splits a phase', () => {
  const tasks = [task('a', [], { must_not_run_with: ['b'] }), task('b'), task('c')];
  assert.deepEqual(
    compile(tasks).tasks.map((each) => each.excludes),
    [['b'], ['a'], []],
  );
  const [phase] = executionPlan(specification(tasks), environment(), () => 0).execution_phases;
  assert.deepEqual(phase?.parallel_groups, [['a', 'c'], ['b']]);
  assert.equal(phase?.parallel, true);
  assert.equal(phase?.estimated_minutes, 10);
});

test('a compiled task names the n8n workflow that its work ends up in', () => {
  const plan = compile([
    task('node'),
    code('code', [], 0),
    task('ask', [], { action_type: 'human_checkpoint', platform: 'orchestrator' }),
  ]);
  assert.deepEqual(
    plan.tasks.map((each) => each.n8nComponent),
    ['recovery', 'recovery', undefined],
  );
  assert.deepEqual(plan.components, [
    { id: 'recovery', platform: 'n8n', name: 'Recovery', n8nWorkflowId: 'id-of-recovery' },
    { id: 'discount', platform: 'code', name: 'discount.mjs', n8nWorkflowId: '' },
  ]);
});

test('a remote n8n is identified by host and port', () => {
  const n8n = { instance: 'remote', url: 'https://n8n.example:8443/base/', api_key_variable: 'KEY' } as const;
  assert.equal(n8nInstanceName(environment({ n8n })), 'n8n.example:8443');
  assert.equal(n8nInstanceName(environment()), 'local');
});

test('what is to be made and where people are asked is listed', () => {
  const plan = executionPlan(
    specification([
      task('hook', [], {
        action_type: 'setup_webhook',
        n8n_instructions: {
          node: { node_type: 'Webhook', node_name: 'Hook', configuration: [] },
          more_nodes: [],
          connections: [
            { from_node: 'Hook', to_node: 'Answer', output_index: 0, input_index: 0 },
            { from_node: 'If', to_node: 'Answer', output_index: 1, input_index: 0 },
          ],
        },
        webhook_instructions: {
          path: 'in',
          method: 'POST',
          response: { node_name: 'Answer', status: 200, body: {} },
        },
      }),
      code('policy', [], 1),
      task('ask', ['hook'], {
        action_type: 'human_checkpoint',
        platform: 'orchestrator',
        checkpoint_instructions: { question: 'Go live?' },
      }),
      task('live', ['ask'], { action_type: 'activate_workflow', platform: 'orchestrator' }),
    ]),
    environment(),
    () => 1,
  );
  const [recovery, discount] = plan.components;
  assert.deepEqual(
    recovery?.nodes.map((node) => [node.name, node.type]),
    [
      ['Hook', 'Webhook'],
      ['Answer', 'Respond to Webhook'],
    ],
  );
  assert.deepEqual(recovery?.edges, [
    { from: 'Hook', to: 'Answer', task: 'hook' },
    { from: 'If', to: 'Answer', output: '1', task: 'hook' },
  ]);
  assert.equal(recovery?.activated, true);
  assert.deepEqual(discount?.files, ['discount.mjs']);
  assert.deepEqual(plan.human_stops, [{ task: 'ask', question: 'Go live?' }]);
});
