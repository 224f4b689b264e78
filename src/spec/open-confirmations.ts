import { visitStrings } from './json-value.ts';
import type { Specification } from './model.ts';
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

/** In reading order: parameters first, then the tasks. */
export function openConfirmations(specification: Specification): OpenConfirmation[] {
  const tasks = specification.implementation.task_summary;
  const texts = tasks.map((task) => JSON.stringify(task));
  const ofParameters = Object.entries(specification.parameters).flatMap(([name, value]) =>
    typeof value === 'string' && isOpenConfirmation(value)
      ? [
          openOne(
            toPointer(['parameters', name]),
            tasks
              .filter((_, index) => texts[index]?.includes(`\${parameters.${name}}`))
              .map((task) => task.task_id),
            `parameter ${name}`,
            value,
          ),
        ]
      : [],
  );
  const ofTasks = tasks.flatMap((task, index) => {
    const found: OpenConfirmation[] = [];
    if (!MARK.test(texts[index] ?? '')) return found;
    visitStrings(task, (text, path) => {
      if (MARK.test(text))
        found.push(openOne(toPointer([...pathOf(index), ...path]), [task.task_id], path.join('.'), text));
    });
    return found;
  });
  return [...ofParameters, ...ofTasks];
}

function pathOf(index: number): string[] {
  return taskPointer(index).slice(1).split('/');
}

function openOne(pointer: string, tasks: string[], field: string, text: string): OpenConfirmation {
  const reason = WHOLE_MARK.exec(text)?.[1]?.trim();
  return { pointer, tasks, field, ...(reason !== undefined && reason !== '' && { reason }) };
}
