import type { Problem } from '../../protocol/problem.ts';
import type { NodeInstruction } from '../instructions.ts';
import type { ActionType, Specification, Task } from '../model.ts';
import { taskPointer } from '../pointer.ts';

interface OwnNode {
  /** Names of the type that is built, in lower case and without n8n's prefix. */
  names: readonly string[];
  takesConfiguration: boolean;
}

/** Webhooks, gates and transforms are built by Millwright: of their node the author gives the name, and of a webhook its options. */
const OWN_NODES: Partial<Record<ActionType, OwnNode>> = {
  setup_webhook: { names: ['webhook'], takesConfiguration: true },
  configure_gate: { names: ['wait'], takesConfiguration: false },
  write_transform: { names: ['code'], takesConfiguration: false },
};

const NEVER_TAKEN = ['integration', 'condition', 'on_error', 'retry'] as const;

/** What would be dropped in silence is refused: another type of node, fields that the node would not get. */
export function ownNodeRules(specification: Specification): Problem[] {
  return specification.implementation.task_summary.flatMap((task, index) => {
    const own = OWN_NODES[task.action_type];
    const node = task.n8n_instructions?.node;
    if (own === undefined || node === undefined || task.platform === 'manual') return [];
    return problemsOf(task, node, own).map(({ field, ...problem }) => ({
      ...problem,
      pointer: taskPointer(index, 'n8n_instructions', 'node', field),
    }));
  });
}

type Finding = Omit<Problem, 'pointer'> & { field: string };

function problemsOf(task: Task, node: NodeInstruction, own: OwnNode): Finding[] {
  const findings: Finding[] = [];
  const type = node.node_type.toLowerCase().replace(/^n8n-nodes-base\./, '');
  if (node.node_type !== '' && !own.names.includes(type)) {
    const message = `A ${task.action_type} task builds a ${own.names[0]} node; \`${node.node_type}\` would not be built.`;
    findings.push({
      rule: 'wrong_node_type',
      field: 'node_type',
      message,
      fix: 'Leave `node_type` out, or build that node by `create_node`.',
    });
  }
  const useless: string[] = NEVER_TAKEN.filter((field) => node[field] !== undefined);
  if (!own.takesConfiguration && node.configuration.length > 0) useless.push('configuration');
  for (const field of useless) {
    const message = `The node of a ${task.action_type} task takes no \`${field}\`: it would have no effect.`;
    findings.push({ rule: 'unexpected_field', field, message, fix: 'Remove it.' });
  }
  return findings;
}
