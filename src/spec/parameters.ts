import type { Problem } from '../protocol/problem.ts';
import { MillwrightError } from '../errors.ts';
import type { JsonValue } from '../protocol/json.ts';
import { task as authorTask } from './author/task.ts';
import { isPlainObject, toJson, visitStrings } from './json-value.ts';
import type { Environment, Scalar, Specification, Task } from './model.ts';
import { suggest } from './nearest.ts';
import { normaliseTask } from './normalise-task.ts';
import { taskPointer } from './pointer.ts';
import { readShape } from './read-shape.ts';

const REFERENCE = /\$\{parameters\.([A-Za-z0-9][A-Za-z0-9._-]*)\}/g;
const WHOLE_REFERENCE = /^\$\{parameters\.([A-Za-z0-9][A-Za-z0-9._-]*)\}$/;
const ALMOST_REFERENCE = /\$\{\s*param(eter)?s?\b[^}]*\}/gi;

/**
 * The specification with every `${parameters.name}` in its tasks replaced: by the value of the environment file, else by
 * the specification's own. Text that is one reference and nothing else takes the type of the value.
 *
 * @throws MillwrightError `spec_invalid` when a parameter is unknown, or its value does not fit where it is used.
 */
export function resolveParameters(
  specification: Specification,
  environment: Pick<Environment, 'parameters'>,
): Specification {
  const unknown = parameterRules(specification);
  if (unknown.length > 0) throw invalid(unknown);
  const resolution = resolve(specification, { ...specification.parameters, ...environment.parameters });
  if (!resolution.ok) throw invalid(resolution.problems);
  return resolution.specification;
}

/** Whether the specification's own values fit where they are used. */
export function parameterDefaultRules(specification: Specification): Problem[] {
  const resolution = resolve(specification, specification.parameters);
  return resolution.ok ? [] : resolution.problems;
}

type Resolution = { ok: true; specification: Specification } | { ok: false; problems: Problem[] };

function resolve(specification: Specification, parameters: Readonly<Record<string, Scalar>>): Resolution {
  const problems: Problem[] = [];
  const referring = referringTasks(specification);
  const tasks = specification.implementation.task_summary.map((task, index) => {
    if (!referring.has(task)) return task;
    // The normal form is an author's form too: reading it again proves that the values fit.
    const shape = readShape(authorTask, substitute(toJson(task), parameters));
    problems.push(
      ...shape.problems.map((problem) => ({
        ...problem,
        pointer: `${taskPointer(index)}${problem.pointer}`,
      })),
    );
    return shape.value === undefined
      ? task
      : normaliseTask(shape.value, specification.components, specification.integrations);
  });
  if (problems.length > 0) return { ok: false, problems };
  return {
    ok: true,
    specification: { ...specification, parameters, implementation: { task_summary: tasks } },
  };
}

/** References that lead to no parameter, and text that was probably meant as a reference. */
export function parameterRules(specification: Specification): Problem[] {
  const names = Object.keys(specification.parameters);
  const problems: Problem[] = [];
  const referring = referringTasks(specification);
  specification.implementation.task_summary.forEach((task, index) => {
    if (!referring.has(task)) return;
    visitStrings(task, (text, path) => {
      if (!text.includes('${')) return;
      const pointer = (): string => taskPointer(index, ...path.map(String));
      for (const [reference, name = ''] of text.matchAll(REFERENCE)) {
        if (names.includes(name)) continue;
        const message = `There is no parameter \`${name}\` (in \`${reference}\`).`;
        problems.push({
          rule: 'unknown_parameter',
          pointer: pointer(),
          message,
          fix: suggest(name, names, 'parameters'),
        });
      }
      for (const [reference] of text.matchAll(ALMOST_REFERENCE)) {
        if (WHOLE_REFERENCE.test(reference)) continue;
        const message = `\`${reference.slice(0, 100)}\` is not a reference to a parameter.`;
        problems.push({
          rule: 'unknown_parameter',
          pointer: pointer(),
          message,
          fix: 'Write it as `${parameters.name}`.',
        });
      }
    });
  });
  return problems;
}

const referringBySpecification = new WeakMap<Specification, ReadonlySet<Task>>();

/**
 * The tasks in which a `${` stands. Most have none; one native look at each, remembered, costs a tenth of visiting their
 * texts for every question.
 */
function referringTasks(specification: Specification): ReadonlySet<Task> {
  const known = referringBySpecification.get(specification);
  if (known !== undefined) return known;
  const tasks = specification.implementation.task_summary;
  const referring = new Set(tasks.filter((task) => JSON.stringify(task).includes('${')));
  referringBySpecification.set(specification, referring);
  return referring;
}

function substitute(value: JsonValue, parameters: Readonly<Record<string, Scalar>>): JsonValue {
  if (Array.isArray(value)) return value.map((member) => substitute(member, parameters));
  if (typeof value === 'string') return substituteText(value, parameters);
  if (!isPlainObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [key, substitute(member, parameters)]),
  );
}

function substituteText(text: string, parameters: Readonly<Record<string, Scalar>>): Scalar {
  const whole = WHOLE_REFERENCE.exec(text)?.[1];
  if (whole !== undefined) return parameters[whole] ?? text;
  return text.replaceAll(REFERENCE, (reference: string, name: string) =>
    String(parameters[name] ?? reference),
  );
}

function invalid(problems: Problem[]): MillwrightError {
  return new MillwrightError('spec_invalid', problems[0]?.message ?? 'The parameters do not fit.', {
    problems,
  });
}
