import type { Problem } from '../../protocol/problem.ts';
import type { EndToEndCase, Specification } from '../model.ts';
import { suggest } from '../nearest.ts';
import { type PointerSegment, taskPointer } from '../pointer.ts';
import { type DeclaredNode, declaredNodes, hasHomelessNodes } from './declared-nodes.ts';
import { nodesOfTask } from '../nodes-of-task.ts';
import { n8nComponentOf } from '../n8n-component.ts';
import { repeated } from './rule.ts';

/** Cases and samples: each has its own name, and what they say of nodes and gates is about nodes and gates that exist. */
export function caseRules(specification: Specification): Problem[] {
  const nodes = declaredNodes(specification);
  const homeless = hasHomelessNodes(specification);
  return specification.implementation.task_summary.flatMap((task, taskIndex) => {
    const component = n8nComponentOf(task, specification);
    const declared = (component === undefined ? undefined : nodes.get(component)) ?? [];
    const { cases, samples } = task.acceptance_check;
    return [
      ...sameName('cases', cases, taskIndex),
      ...sameName('samples', samples, taskIndex),
      ...(homeless || component === undefined || cases.length === 0
        ? []
        : triggerProblem(component, webhooksOf(specification, component), taskIndex)),
      ...(homeless ? [] : cases).flatMap((endToEnd, index) =>
        caseProblems(endToEnd, declared, [taskIndex, index]),
      ),
    ];
  });
}

/** Every webhook that a task declares for this component, however it does. */
function webhooksOf(specification: Specification, component: string): number {
  const tasks = specification.implementation.task_summary;
  const nodes = tasks
    .filter((task) => n8nComponentOf(task, specification) === component)
    .flatMap(nodesOfTask);
  return nodes.filter(({ node }) => /^(n8n-nodes-base\.)?webhook$/i.test(node.node_type)).length;
}

function triggerProblem(component: string, webhooks: number, taskIndex: number): Problem[] {
  if (webhooks === 1) return [];
  const has = webhooks === 0 ? 'none' : `${webhooks} of them`;
  return [
    {
      rule: 'case_trigger',
      pointer: taskPointer(taskIndex, 'acceptance_check', 'cases'),
      message: `This version starts a case by the one webhook of its workflow; \`${component}\` has ${has}.`,
      fix: 'Remove the cases, and let a person look at the workflow in a `human_checkpoint`.',
    },
  ];
}

function sameName(
  field: 'cases' | 'samples',
  entries: readonly { name: string }[],
  taskIndex: number,
): Problem[] {
  return repeated(entries, (entry) => entry.name).map(({ index, name }) => ({
    rule: 'duplicate_name',
    pointer: taskPointer(taskIndex, 'acceptance_check', field, index, 'name'),
    message: `Two of the ${field} are called \`${name}\`.`,
    fix: 'Give each a name of its own.',
  }));
}

function caseProblems(
  endToEnd: EndToEndCase,
  declared: readonly DeclaredNode[],
  [taskIndex, caseIndex]: [number, number],
): Problem[] {
  const names = declared.filter((node) => node.kind !== 'gate').map((node) => node.name);
  const gates = declared.filter((node) => node.kind === 'gate').map((node) => node.name);
  // A gate becomes several nodes, called `<gate>: <part>`.
  const isKnown = (name: string): boolean =>
    names.includes(name) || gates.some((gate) => name.startsWith(`${gate}: `));
  const known = [...names, ...gates.map((gate) => `${gate}: needed?`)];
  const problem = (rule: string, path: PointerSegment[], message: string, fix: string): Problem => {
    return {
      rule,
      pointer: taskPointer(taskIndex, 'acceptance_check', 'cases', caseIndex, ...path),
      message,
      fix,
    };
  };
  const unknownNode = (name: string, path: PointerSegment[]): Problem =>
    problem('unknown_node', path, `No task declares a node \`${name}\`.`, suggest(name, known, 'nodes'));
  return [
    ...endToEnd.expect.nodes_ran.flatMap((name, index) =>
      isKnown(name) ? [] : [unknownNode(name, ['expect', 'nodes_ran', index])],
    ),
    ...Object.keys(endToEnd.expect.data).flatMap((name) =>
      isKnown(name) ? [] : [unknownNode(name, ['expect', 'data', name])],
    ),
    ...Object.keys(endToEnd.decisions)
      .filter((name) => !gates.includes(name))
      .map((name) =>
        problem(
          'unknown_gate',
          ['decisions', name],
          `No task declares a gate \`${name}\`.`,
          suggest(name, gates, 'gates'),
        ),
      ),
  ];
}
