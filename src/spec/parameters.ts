import type { Problem } from '../protocol/problem.ts';
import { MillwrightError } from '../errors.ts';
import type { JsonValue } from '../protocol/json.ts';
import { task as authorTask } from './author/task.ts';
import { expressionTexts, type ReadAs } from './expressions/expression-texts.ts';
import { fillExpressionText, fillModule, fillPlainText, REFERENCE } from './expressions/fill-text.ts';
import { parseExpression } from './expressions/parse-expression.ts';
import { codesOf, readText } from './expressions/read-text.ts';
import { mapTexts, toJson, visitStrings } from './json-value.ts';
import type { Environment, Scalar, Specification, Task } from './model.ts';
import { suggest } from './nearest.ts';
import { normaliseTask } from './normalise-task.ts';
import { taskPointer } from './pointer.ts';
import { readShape } from './read-shape.ts';

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
    const shape = readShape(authorTask, substitute(task, parameters));
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
    const reading = readingOf(task);
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
        if (reference.search(REFERENCE) === 0 || isOwnTemplateLiteral(text, path, reading)) continue;
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

/** Every text is filled as it will be read. */
function substitute(task: Task, parameters: Readonly<Record<string, Scalar>>): JsonValue {
  const reading = readingOf(task);
  return mapTexts(toJson(task), [], (text, path) => {
    if (!text.includes('${')) return text;
    const readAs = reading.get(path.join('/'));
    if (readAs === undefined) return fillPlainText(text, parameters);
    return readAs === 'module' ? fillModule(text, parameters) : fillExpressionText(text, readAs, parameters);
  });
}

type Reading = ReadonlyMap<string, ReadAs | 'module'>;

/** How the texts of a task are read that are not only shown to people, by their way below the task. */
function readingOf(task: Task): Reading {
  const expressions = expressionTexts(task).map(({ path, readAs }) => [path.join('/'), readAs] as const);
  return new Map<string, ReadAs | 'module'>([...expressions, ['code_instructions/source', 'module']]);
}

/** In JavaScript, `${params.id}` in a template literal is the author's own. */
function isOwnTemplateLiteral(text: string, path: readonly PropertyKey[], reading: Reading): boolean {
  const readAs = reading.get(path.map(String).join('/'));
  if (readAs === 'module') return true;
  if (readAs === undefined) return false;
  const codes = codesOf(readText(text.replaceAll(REFERENCE, '0'), readAs));
  return codes.length > 0 && codes.every((code) => typeof parseExpression(code) !== 'string');
}

function invalid(problems: Problem[]): MillwrightError {
  return new MillwrightError('spec_invalid', problems[0]?.message ?? 'The parameters do not fit.', {
    problems,
  });
}
