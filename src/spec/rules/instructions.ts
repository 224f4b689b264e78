import type { Problem } from '../../protocol/problem.ts';
import { impliedCheckType } from '../implied.ts';
import { isWholeAddress } from '../implied-integrations.ts';
import type { ActionType, Specification, Task } from '../model.ts';
import { type PointerSegment, taskPointer } from '../pointer.ts';
import { machineCheckOf } from '../proof.ts';
import { n8nComponentOf } from '../n8n-component.ts';
import { isSupported, SUPPORTED } from '../supported.ts';

const INSTRUCTIONS = [
  'webhook_instructions',
  'gate_instructions',
  'code_instructions',
  'integration_instructions',
  'checkpoint_instructions',
  'activation_instructions',
] as const;

/** The one kind of instructions, next to nodes and edges, that an action type can have. */
const INSTRUCTIONS_OF: Readonly<Record<ActionType, (typeof INSTRUCTIONS)[number] | undefined>> = {
  create_node: undefined,
  configure_connection: undefined,
  setup_webhook: 'webhook_instructions',
  configure_gate: 'gate_instructions',
  write_transform: 'code_instructions',
  test_integration: 'integration_instructions',
  human_checkpoint: 'checkpoint_instructions',
  activate_workflow: 'activation_instructions',
};

const OWN_NODE: ReadonlySet<ActionType> = new Set([
  'create_node',
  'setup_webhook',
  'configure_gate',
  'write_transform',
]);

/** Every task has what its action type needs, and nothing that belongs to another. */
export function instructionRules(specification: Specification): Problem[] {
  return specification.implementation.task_summary.flatMap((task, index) => {
    if (task.platform === 'manual') return [];
    const isDone = isSupported(task.action_type, task.platform);
    const problems =
      task.platform === 'external_tool' && !isDone
        ? [unsupported(task, task.platform)]
        : [
            ...missingInstructions(task),
            ...(OWN_NODE.has(task.action_type) ? missingNode(task, specification) : []),
            ...foreignInstructions(task),
            ...platformProblems(task, specification),
            ...checkProblems(task),
          ];
    if (problems.length === 0 && !isDone) problems.push(unsupported(task, task.platform));
    return problems.map(({ path, ...problem }) => ({ ...problem, pointer: taskPointer(index, ...path) }));
  });
}

function unsupported({ task_id: id, action_type: action }: Task, platform: keyof typeof SUPPORTED): Finding {
  return {
    rule: 'not_supported',
    path: ['platform'],
    message: `Nothing in this version does \`${action}\` on platform \`${platform}\`, as task \`${id}\` asks.`,
    fix: `On \`${platform}\` there is ${SUPPORTED[platform].join(', ')}; what a person does is \`platform: manual\`.`,
  };
}

interface Finding extends Omit<Problem, 'pointer'> {
  path: PointerSegment[];
}

function missing(task: Task, path: PointerSegment[], what: string): Finding {
  return {
    rule: 'missing_field',
    path,
    message: `The ${task.action_type} task \`${task.task_id}\` needs ${what}.`,
    fix: `Add \`${path.join('.')}\`.`,
  };
}

function missingInstructions(task: Task): Finding[] {
  const findings: Finding[] = [];
  const own = INSTRUCTIONS_OF[task.action_type];
  const isEndToEnd = machineCheckOf(task) === 'end_to_end';
  if (own !== undefined && own !== 'activation_instructions' && task[own] === undefined && !isEndToEnd) {
    const what =
      task.action_type === 'test_integration'
        ? `\`${own}\` (a probe) or cases (an end-to-end test)`
        : `\`${own}\``;
    findings.push(missing(task, [own], what));
  }
  if (task.integration_instructions?.integration === '') {
    findings.push(missing(task, ['integration_instructions', 'integration'], 'the service to call'));
  }
  const probe = task.integration_instructions;
  if (probe !== undefined && isWholeAddress(probe.api_endpoint)) {
    findings.push({
      rule: 'endpoint_elsewhere',
      path: ['integration_instructions', 'api_endpoint'],
      message: `\`${probe.api_endpoint.slice(0, 100)}\` is not below the address of \`${probe.integration}\`.`,
      fix: 'Leave `integration` out, or correct one of the two addresses.',
    });
  }
  if (
    task.action_type === 'configure_connection' &&
    (task.n8n_instructions?.connections ?? []).length === 0
  ) {
    findings.push(missing(task, ['n8n_instructions', 'connections'], 'at least one edge'));
  }
  if (task.component === undefined && task.action_type !== 'human_checkpoint' && !isProbe(task)) {
    findings.push(missing(task, ['component'], 'the component that it belongs to'));
  }
  return findings;
}

/** A probe runs in a temporary workflow of its own. */
function isProbe(task: Task): boolean {
  return task.action_type === 'test_integration' && machineCheckOf(task) === 'integration_responds';
}

function missingNode(task: Task, specification: Specification): Finding[] {
  const isFileOnly = task.platform === 'code' && n8nComponentOf(task, specification) === undefined;
  if (isFileOnly) return [];
  const node = task.n8n_instructions?.node;
  if (node === undefined) return [missing(task, ['n8n_instructions', 'node_name'], 'the name of its node')];
  return node.node_type === ''
    ? [missing(task, ['n8n_instructions', 'node_type'], 'the type of its node')]
    : [];
}

function foreignInstructions(task: Task): Finding[] {
  return INSTRUCTIONS.filter(
    (name) => task[name] !== undefined && name !== INSTRUCTIONS_OF[task.action_type],
  ).map((name) => ({
    rule: 'unexpected_field',
    path: [name],
    message: `\`${name}\` does not belong to a ${task.action_type} task.`,
    fix: 'Remove it, or make a task of its own of it.',
  }));
}

function platformProblems(task: Task, specification: Specification): Finding[] {
  const component = specification.components.find((candidate) => candidate.component_id === task.component);
  const orchestrated = task.action_type === 'human_checkpoint' || task.action_type === 'activate_workflow';
  const expected = orchestrated ? 'orchestrator' : (component?.platform ?? task.platform);
  if (task.platform !== expected) {
    const message = `Task \`${task.task_id}\` is one of platform \`${expected}\`, not \`${task.platform}\`.`;
    return [
      { rule: 'wrong_platform', path: ['platform'], message, fix: 'Leave `platform` out: it is inferred.' },
    ];
  }
  if (component?.platform !== 'code' || task.action_type === 'write_transform') return [];
  const message = `A ${task.action_type} task works on an n8n component; \`${component.component_id}\` is code.`;
  return [{ rule: 'wrong_platform', path: ['component'], message, fix: 'Name an n8n component.' }];
}

function checkProblems(task: Task): Finding[] {
  const check = task.acceptance_check;
  const isTest = task.action_type === 'test_integration';
  const implied = impliedCheckType(task.action_type, task.platform, check.cases.length > 0);
  const machine = machineCheckOf(task);
  const findings: Finding[] = [];
  if (machine !== implied && !(isTest && machine === 'end_to_end')) {
    const message = `A ${task.action_type} task is proven by \`${implied}\`, not by \`${machine}\`.`;
    findings.push({
      rule: 'wrong_check_type',
      path: ['acceptance_check', 'check_type'],
      message,
      fix: 'Leave `check_type` out.',
    });
  }
  if (check.check_type === 'transform_samples' && check.samples.length === 0) {
    findings.push(missing(task, ['acceptance_check', 'samples'], 'samples: without them nothing is proven'));
  }
  if (check.check_type === 'end_to_end' && check.cases.length === 0) {
    findings.push(missing(task, ['acceptance_check', 'cases'], 'cases: without them nothing is proven'));
  }
  if (check.samples.length > 0 && task.action_type !== 'write_transform')
    findings.push(foreignCheck(task, 'samples'));
  if (check.cases.length > 0 && !isTest) findings.push(foreignCheck(task, 'cases'));
  return findings;
}

function foreignCheck(task: Task, field: 'samples' | 'cases'): Finding {
  return {
    rule: 'unexpected_field',
    path: ['acceptance_check', field],
    message: `\`${field}\` do not belong to a ${task.action_type} task: nothing would look at them.`,
    fix: `Move them to a ${field === 'samples' ? 'write_transform' : 'test_integration'} task.`,
  };
}
