import type { Problem } from '../../protocol/problem.ts';
import { freeNames } from '../expressions/free-names.ts';
import { KNOWN_NAMES } from '../expressions/known-names.ts';
import { writtenExpressions, type WrittenExpression } from '../expressions/written-expressions.ts';
import type { Specification } from '../model.ts';
import { nearest } from '../nearest.ts';
import { isOpenConfirmation } from '../open-confirmations.ts';
import { taskPointer } from '../pointer.ts';

/** A parameter takes the place of its reference before n8n sees the expression. */
const PARAMETER = /\$\{parameters\.[A-Za-z0-9._-]+\}/g;

/** Expressions can be parsed, and name only what there is: n8n reads any other name as `undefined`, in silence. */
export function expressionRules(specification: Specification): Problem[] {
  return specification.implementation.task_summary.flatMap((task, taskIndex) =>
    writtenExpressions(task)
      .filter(({ code }) => !isOpenConfirmation(code))
      .flatMap((expression) => problemsOf(expression, taskIndex)),
  );
}

function problemsOf({ code, path }: WrittenExpression, taskIndex: number): Problem[] {
  const pointer = taskPointer(taskIndex, ...path);
  const free = freeNames(code.replaceAll(PARAMETER, '0'));
  if (!free.ok)
    return [
      {
        rule: 'no_expression',
        pointer,
        message: `\`${shortened(code)}\` is no expression that n8n can read: ${free.reason}.`,
        fix: 'Write JavaScript, for example `$json.amount > 100`.',
      },
    ];
  return free.names
    .filter((name) => !KNOWN_NAMES.has(name))
    .map((name) => ({
      rule: 'unknown_name',
      pointer,
      message: `\`${shortened(code)}\` names \`${name}\`, which no expression of n8n has.`,
      fix: fixOf(name),
    }));
}

function fixOf(name: string): string {
  const near = nearest(name, KNOWN_NAMES);
  return near === undefined
    ? "Say what is meant: a value, a field (`$json.amount`, `$('Node name').item.json.amount`) or a parameter."
    : `Did you mean \`${near}\`?`;
}

function shortened(code: string): string {
  const line = code.trim().replaceAll(/\s+/g, ' ');
  return line.length > 80 ? `${line.slice(0, 79)}…` : line;
}
