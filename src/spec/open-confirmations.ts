import { visitStrings } from './json-value.ts';
import type { Specification, Task } from './model.ts';
import { taskPointer, toPointer } from './pointer.ts';

/** Stands in the place of a value that somebody has yet to confirm: `REQUIRE_CONFIRMATION: who pays the freight?`. */
const MARK = /\bREQUIRE_CONFIRMATION\b/;
/** The mark as a whole value. Inside of an expression it is a name that n8n does not have. */
const WHOLE_MARK = /^\s*REQUIRE_CONFIRMATION\s*(?::\s*([\s\S]*))?$/;

/** A value of a task or of a parameter that is not known yet. */
export interface OpenConfirmation {
  pointer: string;
  /** Tasks that cannot be built before it. */
  tasks: string[];
  /** Field or parameter that lacks its value. */
  field: string;
  /** What is to be confirmed, in the author's words. */
  reason?: string;
}

export function isOpenConfirmation(text: string): boolean {
  return WHOLE_MARK.test(text);
}

/** Parameters first, then what tasks refer to, then the tasks. */
export function openConfirmations(specification: Specification): OpenConfirmation[] {
  const tasks = specification.implementation.task_summary.map((task) => ({
    task,
    text: JSON.stringify(task),
  }));
  return [
    ...inParameters(specification, tasks),
    ...inSurroundings(specification, tasks),
    ...tasks.flatMap(inTask),
  ];
}

interface WrittenTask {
  task: Task;
  /** As JSON: most tasks are done with after one look at it. */
  text: string;
}

function inParameters({ parameters }: Specification, tasks: readonly WrittenTask[]): OpenConfirmation[] {
  return Object.entries(parameters).flatMap(([name, value]) => {
    if (typeof value !== 'string' || !isOpenConfirmation(value)) return [];
    const using = tasks.filter(({ text }) => text.includes(`\${parameters.${name}}`));
    const ids = using.map(({ task }) => task.task_id);
    return [openOne(toPointer(['parameters', name]), ids, `parameter ${name}`, value)];
  });
}

/** In what tasks refer to: an integration and a component are those of some tasks, all else is of all. */
function inSurroundings(specification: Specification, tasks: readonly WrittenTask[]): OpenConfirmation[] {
  const { title, components, integrations, settings } = specification;
  const found: OpenConfirmation[] = [];
  visitStrings({ title, components, integrations, settings }, (text, path) => {
    if (!isOpenConfirmation(text)) return;
    const [part, index] = path;
    const using = tasks.filter((task) => uses(task, specification, part, Number(index)));
    const ids = using.map(({ task }) => task.task_id);
    found.push(openOne(toPointer(path), ids, path.map(String).join('.'), text));
  });
  return found;
}

function uses(
  { task, text }: WrittenTask,
  { components, integrations }: Specification,
  part: PropertyKey | undefined,
  index: number,
): boolean {
  if (part === 'components') return task.component === components[index]?.component_id;
  const integration = part === 'integrations' ? integrations[index]?.integration_id : undefined;
  return integration === undefined || text.includes(`"integration":${JSON.stringify(integration)}`);
}

function inTask({ task, text: whole }: WrittenTask, index: number): OpenConfirmation[] {
  const found: OpenConfirmation[] = [];
  if (!MARK.test(whole)) return found;
  visitStrings(task, (text, path) => {
    const names = path.map(String);
    if (MARK.test(text))
      found.push(openOne(taskPointer(index, ...names), [task.task_id], names.join('.'), text));
  });
  return found;
}

function openOne(pointer: string, tasks: string[], field: string, text: string): OpenConfirmation {
  const reason = WHOLE_MARK.exec(text)?.[1]?.trim();
  return { pointer, tasks, field, ...(reason !== undefined && reason !== '' && { reason }) };
}
