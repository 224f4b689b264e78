import type { Problem } from '../../protocol/problem.ts';
import type { Specification, Task } from '../model.ts';
import { nodesOfTask } from '../nodes-of-task.ts';
import { suggest } from '../nearest.ts';
import { type PointerSegment, taskPointer } from '../pointer.ts';

interface Reference {
  name: string;
  path: PointerSegment[];
}

/** Every name in a task leads to a component, an integration or a schema of the specification. */
export function referenceRules(specification: Specification): Problem[] {
  const components = specification.components.map((component) => component.component_id);
  const integrations = specification.integrations.map((integration) => integration.integration_id);
  const schemas = Object.keys(specification.schemas);
  return specification.implementation.task_summary.flatMap((task, taskIndex) => [
    ...unknown(componentReferences(task), components, 'component', taskIndex),
    ...unknown(integrationReferences(task), integrations, 'integration', taskIndex),
    ...unknown(schemaReferences(task), schemas, 'schema', taskIndex),
  ]);
}

function unknown(
  references: readonly Reference[],
  known: readonly string[],
  what: string,
  taskIndex: number,
): Problem[] {
  return references
    .filter((reference) => !known.includes(reference.name))
    .map(({ name, path }) => ({
      rule: `unknown_${what}`,
      pointer: taskPointer(taskIndex, ...path),
      message: `There is no ${what} \`${name}\`.`,
      fix: suggest(name, known, `${what}s`),
    }));
}

function componentReferences(task: Task): Reference[] {
  return task.component === undefined ? [] : [{ name: task.component, path: ['component'] }];
}

function integrationReferences(task: Task): Reference[] {
  const found: { name: string | undefined; path: PointerSegment[] }[] = [
    ...nodesOfTask(task).map(({ node, path }) => ({
      name: node.integration,
      path: [...path, 'integration'],
    })),
    { name: task.gate_instructions?.integration, path: ['gate_instructions', 'integration'] },
    { name: task.integration_instructions?.integration, path: ['integration_instructions', 'integration'] },
  ];
  task.acceptance_check.cases.forEach((endToEnd, index) => {
    const path = ['acceptance_check', 'cases', index];
    endToEnd.stand_in_answers.forEach((answer, position) =>
      found.push({ name: answer.integration, path: [...path, 'stand_in_answers', position, 'integration'] }),
    );
    endToEnd.expect.requests.forEach((request, position) =>
      found.push({
        name: request.integration,
        path: [...path, 'expect', 'requests', position, 'integration'],
      }),
    );
  });
  // An empty name is one that could not be inferred; `instructionRules` asks for it.
  return found.flatMap(({ name, path }) => (name === undefined || name === '' ? [] : [{ name, path }]));
}

function schemaReferences(task: Task): Reference[] {
  const code = task.code_instructions;
  if (code === undefined) return [];
  return (['input_schema', 'output_schema'] as const).flatMap((field) => {
    const name = code[field];
    return typeof name === 'string' ? [{ name, path: ['code_instructions', field] }] : [];
  });
}
