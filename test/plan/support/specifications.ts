import type { Environment, Specification, Task } from '../../../src/spec/model.ts';

/** A task in normal form, complete with defaults; tests say only what matters to them. */
export function task(
  id: string,
  dependsOn: readonly string[] = [],
  overrides: Partial<Omit<Task, 'task_id'>> = {},
): Task {
  return {
    task_id: id,
    task_name: id,
    purpose: `The purpose of ${id}.`,
    dependencies_completed: [...dependsOn],
    can_run_parallel_with: [],
    must_not_run_with: [],
    action_type: 'create_node',
    platform: 'n8n',
    component: 'recovery',
    critical: false,
    priority: 0,
    repair_rounds: 2,
    on_failure: 'keep',
    acceptance_check: {
      check_type: 'node_exists',
      success_criteria: 'The node is there.',
      samples: [],
      cases: [],
    },
    ...overrides,
  };
}

export function specification(tasks: Task[], overrides: Partial<Specification> = {}): Specification {
  return {
    millwright: 1,
    spec_id: 'shop',
    title: 'Shop',
    version: '1.0.0',
    description: 'A shop.',
    parameters: {},
    components: [
      { component_id: 'recovery', platform: 'n8n', workflow_name: 'Recovery' },
      {
        component_id: 'discount',
        platform: 'code',
        language: 'javascript',
        path: 'discount.mjs',
        inlined_in: 'recovery',
      },
    ],
    schemas: {},
    integrations: [
      {
        integration_id: 'klaviyo',
        base_url: 'https://a.klaviyo.com',
        credential: 'klaviyo',
        credential_type: 'httpHeaderAuth',
      },
      { integration_id: 'open', base_url: 'https://open.example', credential_type: 'httpHeaderAuth' },
    ],
    resolved_decisions: [],
    settings: {
      max_parallel: 4,
      budget: { warn_usd: 10, stop_usd: 50 },
      model: 'some-model',
      on_failure: 'keep',
    },
    implementation: { task_summary: tasks },
    ...overrides,
  };
}

export function environment(overrides: Partial<Environment> = {}): Environment {
  return {
    millwright: 1,
    environment_id: 'demo',
    n8n: { instance: 'local' },
    parameters: {},
    base_urls: {},
    stand_ins: [],
    credentials: {},
    channels: {},
    variables: {},
    ...overrides,
  };
}

export const CODE = {
  language: 'javascript',
  function_signature: 'transform(input)',
  input_schema: {},
  output_schema: {},
  logic_description: 'Return the input.',
  edge_cases: [],
} as const satisfies Omit<NonNullable<Task['code_instructions']>, 'edge_cases'> & { edge_cases: readonly [] };
