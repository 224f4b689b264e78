import type { Problem } from '../../protocol/problem.ts';
import type { NodeInstruction, ValueSource } from '../instructions.ts';
import type { Specification } from '../model.ts';
import { type PointerSegment, taskPointer } from '../pointer.ts';
import { nodesOfTask } from '../nodes-of-task.ts';
import { type DeclaredNode, declaredNodes } from './declared-nodes.ts';
import { repeated } from './rule.ts';

/** Node names are unique in their workflow (n8n 2.41 refuses a workflow with `duplicate_node_name`), paths in all of them. */
export function nodeRules(specification: Specification): Problem[] {
  const byComponent = [...declaredNodes(specification)];
  return [
    ...byComponent.flatMap(([component, nodes]) => duplicateNames(component, nodes, specification)),
    ...configurationProblems(specification),
    ...duplicateWebhooks(specification),
  ];
}

function duplicateNames(
  component: string,
  nodes: readonly DeclaredNode[],
  specification: Specification,
): Problem[] {
  return repeated(nodes, (node) => node.name).flatMap(({ index, first, name }): Problem[] => {
    const node = nodes[index];
    const other = specification.implementation.task_summary[nodes[first]?.taskIndex ?? -1]?.task_id ?? '';
    if (node === undefined) return [];
    return [
      {
        rule: 'duplicate_node_name',
        pointer: taskPointer(node.taskIndex, ...node.path),
        message: `The node \`${name}\` of component \`${component}\` is declared in task \`${other}\` already.`,
        fix: 'Give this node a name of its own.',
      },
    ];
  });
}

function configurationProblems(specification: Specification): Problem[] {
  return specification.implementation.task_summary.flatMap((task, taskIndex) => {
    return nodesOfTask(task).flatMap(({ node, path }) => {
      const pointerTo = (...rest: PointerSegment[]) =>
        taskPointer(taskIndex, ...path, 'configuration', ...rest);
      return [...duplicateFields(node, pointerTo), ...valuesThatAreNoText(node, pointerTo)];
    });
  });
}

type PointerTo = (...rest: PointerSegment[]) => string;

function duplicateFields(node: NodeInstruction, pointerTo: PointerTo): Problem[] {
  return repeated(node.configuration, (entry) => entry.field).map(({ index, name }) => ({
    rule: 'duplicate_field',
    pointer: pointerTo(index, 'field'),
    message: `The parameter \`${name}\` of node \`${node.node_name}\` is set twice.`,
    fix: 'Keep one of the two.',
  }));
}

/** What is taken from somewhere else is named by a text: the name of a credential or a variable, a field, an expression. */
function valuesThatAreNoText(node: NodeInstruction, pointerTo: PointerTo): Problem[] {
  return node.configuration.flatMap(({ field, value, source }, index): Problem[] => {
    if (source === 'literal' || (typeof value === 'string' && value.trim() !== '')) return [];
    return [
      {
        rule: 'missing_name',
        pointer: pointerTo(index, 'value'),
        message: `\`${field}\` of node \`${node.node_name}\` needs ${NAMED_BY[source]} here.`,
        fix: 'Write it as a text that is not empty.',
      },
    ];
  });
}

const NAMED_BY: Record<Exclude<ValueSource, 'literal'>, string> = {
  credential: 'the name of a credential',
  env_var: 'the name of a variable of the environment file',
  previous_node: 'a field of the item that arrives',
  expression: 'an n8n expression',
};

function duplicateWebhooks(specification: Specification): Problem[] {
  const webhooks = specification.implementation.task_summary.flatMap((task, taskIndex) =>
    task.webhook_instructions ? [{ taskIndex, ...task.webhook_instructions }] : [],
  );
  return repeated(webhooks, (webhook) => `${webhook.method} ${webhook.path}`).map(({ index, name }) => ({
    rule: 'duplicate_webhook',
    pointer: taskPointer(webhooks[index]?.taskIndex ?? 0, 'webhook_instructions', 'path'),
    message: `The webhook \`${name}\` is declared twice.`,
    fix: 'Choose another path or method.',
  }));
}
