import assert from 'node:assert/strict';
import { describe, test } from 'vitest';
import { judgeSpecification } from '../../src/plan/judge-specification.ts';
import { compilePlan } from '../../src/plan/compile-plan.ts';
import { toJson } from '../../src/spec/json-value.ts';
import type { Specification } from '../../src/spec/model.ts';
import { parseSpecificationDocument } from '../../src/spec/parse.ts';
import { environment } from '../plan/support/specifications.ts';

const CRITERION = 'Five orders a minute arrive.';
const SAMPLES = [{ name: 'one', input: 1, expect: 1 }];

const CODE = { input_schema: {}, output_schema: {}, logic_description: 'Returns its input.' };
const NODE = { node_type: 'No Operation', node_name: 'Node' };

/** A task of each action type that builds or tests something. */
const TASKS: Record<string, object> = {
  create_node: { n8n_instructions: NODE },
  configure_connection: { n8n_instructions: { connections: [{ from_node: 'A', to_node: 'B' }] } },
  write_transform: { n8n_instructions: { node_name: 'Node' }, code_instructions: CODE },
  setup_webhook: { n8n_instructions: { node_name: 'Node' }, webhook_instructions: { path: 'x' } },
  configure_gate: {
    n8n_instructions: { node_name: 'Node' },
    gate_instructions: {
      ask_when: 'true',
      integration: 'shop',
      notify_path: '/say',
      channel: 'c',
      message: 'Go?',
      timeout_minutes: 5,
    },
  },
  test_integration: { integration_instructions: { integration: 'shop', api_endpoint: '/orders' } },
  activate_workflow: {},
};

function parsed(action: string, acceptance_check: object, extra: object = {}): Specification {
  const others = ['A', 'B'].map((name) => ({
    task_id: name,
    purpose: 'It is connected.',
    action_type: 'create_node',
    n8n_instructions: { ...NODE, node_name: name },
  }));
  const task = { task_id: 't', purpose: 'It is proven.', action_type: action, ...TASKS[action], ...extra };
  const result = parseSpecificationDocument({
    spec_id: 's',
    components: [{ component_id: 'flow', platform: 'n8n', workflow_name: 'Flow' }],
    integrations: [{ integration_id: 'shop', base_url: 'https://shop.example' }],
    implementation: {
      task_summary: [
        ...others,
        { ...task, ...(action === 'write_transform' && { component: 'flow' }), acceptance_check },
      ],
    },
  });
  assert(result.ok, JSON.stringify(result));
  const again = parseSpecificationDocument(toJson(result.specification));
  assert(again.ok, 'the normal form is none');
  assert.deepEqual(again.specification, result.specification);
  return result.specification;
}

/** What a run does about the task: the check that runs, `person` after it where one has the last word, or `blocked`. */
function comesTo(action: string, check: object, extra: object = {}): string {
  const specification = parsed(action, check, extra);
  const { blockers, verdict } = judgeSpecification(specification);
  const plan = compilePlan({
    specification,
    environment: environment(),
    specificationHash: '',
    environmentHash: '',
    n8nWorkflowId: () => '',
    worstCaseUsd: () => 0,
    flags: { replayedAnswers: false, searchAttributesRegistered: false },
  });
  if (blockers.length > 0) {
    assert.equal(verdict, 'partial');
    for (const blocker of blockers) assert.deepEqual(blocker.affectedTasks, ['t']);
    return 'blocked';
  }
  const task = plan.tasks.find(({ id }) => id === 't');
  const { check_type } = specification.implementation.task_summary.at(-1)?.acceptance_check ?? {};
  return task?.verifiedByPerson ? 'person' : (check_type ?? '');
}

const IMPLIED: Record<string, string> = {
  create_node: 'node_exists',
  configure_connection: 'connection_exists',
  setup_webhook: 'node_exists',
  write_transform: 'transform_samples',
  configure_gate: 'gate_notifies',
  test_integration: 'integration_responds',
  activate_workflow: 'webhook_responds',
};

describe('a word for the proof comes to what it says, or the task alone is blocked', () => {
  const looks = ['create_node', 'configure_connection', 'setup_webhook'];
  const noData = [...looks, 'configure_gate', 'activate_workflow'];
  for (const [action, implied] of Object.entries(IMPLIED)) {
    const withSamples = action === 'write_transform' ? { samples: SAMPLES } : {};
    test(action, () => {
      const words = (check_type: string): string =>
        comesTo(action, { check_type, success_criteria: CRITERION, ...withSamples });
      assert.equal(words('manual_verify'), 'person');
      assert.equal(words('exists'), implied);
      assert.equal(words('automated_test'), looks.includes(action) ? 'blocked' : implied);
      const isIntegrated = !looks.includes(action) && action !== 'write_transform';
      assert.equal(words('integration_test'), isIntegrated ? implied : 'blocked');
      assert.equal(words('returns_data'), noData.includes(action) ? 'blocked' : implied);
      assert.equal(comesTo(action, { success_criteria: CRITERION, ...withSamples }), implied);
      const command = { test_command: 'npm test', success_criteria: CRITERION, ...withSamples };
      for (const check_type of ['automated_test', 'manual_verify', undefined])
        assert.equal(comesTo(action, { ...command, ...(check_type && { check_type }) }), 'blocked');
    });
  }
});

test('an automated test of a node that has no criterion of its own is that the node stands as specified', () => {
  assert.equal(comesTo('create_node', { check_type: 'automated_test' }), 'node_exists');
});

test('a transform that names no samples is blocked where a word says how it is proven, and refused where none does', () => {
  for (const check_type of ['manual_verify', 'automated_test'])
    assert.equal(comesTo('write_transform', { check_type, success_criteria: CRITERION }), 'blocked');
  assert.throws(
    () => parsed('write_transform', { success_criteria: CRITERION }),
    /without them nothing is proven/,
  );
});

test('code in Python blocks its task alone', () => {
  const code_instructions = { ...CODE, language: 'python' };
  assert.equal(comesTo('write_transform', { samples: SAMPLES }, { code_instructions }), 'blocked');
});

test('a person who says that work by hand is done is no test of it', () => {
  const byHand = (check: object): string =>
    comesTo('create_node', { success_criteria: CRITERION, ...check }, { platform: 'manual' });
  for (const check of [{}, { check_type: 'manual_verify' }, { check_type: 'manual' }])
    assert.equal(byHand(check), 'manual');
  for (const check of [{ check_type: 'automated_test' }, { test_command: 'npm test' }])
    assert.equal(byHand(check), 'blocked');
});
