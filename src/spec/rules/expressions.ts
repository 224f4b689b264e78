import type { Problem } from '../../protocol/problem.ts';
import { expressionTexts } from '../expressions/expression-texts.ts';
import { REFERENCE } from '../expressions/fill-text.ts';
import { freeNames } from '../expressions/free-names.ts';
import { KNOWN_NAMES } from '../expressions/known-names.ts';
import { codesOf, readText } from '../expressions/read-text.ts';
import type { Specification } from '../model.ts';
import { nearest } from '../nearest.ts';
import { whyUnprintable } from '../expressions/print-code.ts';
import { isOpenConfirmation } from '../open-confirmations.ts';
import { taskPointer } from '../pointer.ts';

/** Expressions can be parsed, and name only what there is: n8n reads any other name as `undefined`, in silence. */
export function expressionRules(specification: Specification): Problem[] {
  return specification.implementation.task_summary.flatMap((task, taskIndex) =>
    expressionTexts(task).flatMap((written) => {
      const pointer = taskPointer(taskIndex, ...written.path);
      // A parameter takes the place of its reference before n8n sees the expression.
      const read = readText(written.text.replaceAll(REFERENCE, '0'), written.readAs);
      if (read.kind === 'template' && written.readAs === 'condition')
        return [manyInOne(written.text, pointer)];
      return codesOf(read)
        .filter((code) => !isOpenConfirmation(code))
        .flatMap((code) => problemsOf(code, pointer));
    }),
  );
}

function manyInOne(text: string, pointer: string): Problem {
  return {
    rule: 'no_expression',
    pointer,
    message: `\`${shortened(text)}\` is a text with expressions in it, which always counts as true.`,
    fix: 'Write one expression, for example `$json.amount > 100`.',
  };
}

function problemsOf(code: string, pointer: string): Problem[] {
  const free = freeNames(code);
  const reason = free.ok ? whyUnprintable(code) : free.reason;
  if (!free.ok || reason !== undefined)
    return [
      {
        rule: 'no_expression',
        pointer,
        message: `\`${shortened(code)}\` is no expression that n8n can read: ${reason}.`,
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
