import { makeWorkload } from './workload.ts';

/** One n8n workflow for this many tasks. */
const TASKS_PER_COMPONENT = 50;

/**
 * A valid specification of `size` tasks in the graph of the other benchmarks, about 500 bytes of JSON a task: mostly nodes and
 * edges, as specifications have them, and among ten tasks two transforms with samples, a probe and a person's decision.
 */
export function makeSpecification(size: number): object {
  const { tasks } = makeWorkload({ size, handler: 'no-op', result: '256 B' });
  return {
    spec_id: `bench-${size}`,
    title: `Benchmark of ${size} tasks`,
    version: '1.0.0',
    parameters: { region: 'eu-west' },
    components: Array.from({ length: Math.ceil(size / TASKS_PER_COMPONENT) }, (_, index) => ({
      component_id: `flow-${index}`,
      platform: 'n8n',
      workflow_name: `Flow ${index}`,
    })),
    integrations: [{ integration_id: 'shop', base_url: 'https://shop.example.com', credential: 'shop' }],
    schemas: { order: { type: 'object', required: ['id'], properties: { id: { type: 'integer' } } } },
    implementation: { task_summary: tasks.map(({ id, dependsOn }, index) => task(id, dependsOn, index)) },
  };
}

function task(id: string, dependsOn: string[], index: number): object {
  const common = {
    task_id: id,
    purpose: `Step ${index} of the order flow: it takes what the steps before it give and hands on one order.`,
    dependencies_completed: dependsOn,
    component: `flow-${Math.floor(index / TASKS_PER_COMPONENT)}`,
  };
  switch (index % 10) {
    case 3:
    case 7:
      return { ...common, ...transform(id, index) };
    case 5:
      return { ...common, ...probe(index) };
    case 9:
      return { ...common, ...decision(index) };
    default:
      return { ...common, ...node(id, index) };
  }
}

function node(id: string, index: number): object {
  const isFirst = index % TASKS_PER_COMPONENT === 0;
  return {
    action_type: 'create_node',
    n8n_instructions: {
      node_type: 'HTTP Request',
      node_name: `Request ${id}`,
      integration: 'shop',
      configuration: { method: 'GET', url: `=/api/orders/{{ $json.id }}/parts/${index}`, region: 'eu-west' },
      ...(!isFirst && { connections: [{ from_node: nodeBefore(index), to_node: `Request ${id}` }] }),
    },
    acceptance_check: { success_criteria: `Node ${index} stands in the workflow with its address.` },
  };
}

/** The nearest task before that makes a node called like this. */
function nodeBefore(index: number): string {
  const before = index - 1;
  switch (before % 10) {
    case 3:
    case 7:
      return `Transform t${before}`;
    case 5:
    case 9:
      return nodeBefore(before);
    default:
      return `Request t${before}`;
  }
}

function transform(id: string, index: number): object {
  return {
    action_type: 'write_transform',
    n8n_instructions: {
      node_type: 'Code',
      node_name: `Transform ${id}`,
      connections: [{ from_node: nodeBefore(index), to_node: `Transform ${id}` }],
    },
    code_instructions: {
      input_schema: 'order',
      output_schema: 'order',
      logic_description: 'Keep the id.',
    },
    acceptance_check: {
      success_criteria: 'Every sample gives exactly the order.',
      samples: [{ name: 'one order', input: { id: index, note: 'x' }, expect: { id: index } }],
    },
  };
}

function probe(index: number): object {
  return {
    action_type: 'test_integration',
    integration_instructions: {
      integration: 'shop',
      api_endpoint: `/api/health/${index}`,
      method: 'GET',
      expected_response: { status: 200, pattern: '"ok"' },
      error_handling: [{ error_code: 429, action: 'retry' }],
    },
    acceptance_check: { success_criteria: 'The shop answers 200.' },
  };
}

function decision(index: number): object {
  return {
    action_type: 'human_checkpoint',
    checkpoint_instructions: {
      question: `Do the orders up to step ${index} look as the shop's owner has ordered them?`,
    },
    if_blocked: { wait_minutes: 120, then: 'escalate', escalation_channel: '#orders' },
  };
}
