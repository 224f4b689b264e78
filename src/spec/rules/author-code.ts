import type { Problem } from '../../protocol/problem.ts';
import { findCodeObjection } from '../code/acceptable-code.ts';
import type { Specification, Task } from '../model.ts';
import { taskPointer } from '../pointer.ts';

/** A parameter takes the place of its reference before the code is read. */
const PARAMETER = /\$\{parameters\.[A-Za-z0-9._-]+\}/g;

/** Code that the author wrote is held to what generated code is held to, save what the author grants it by name. */
export function authorCodeRules(specification: Specification): Problem[] {
  return specification.implementation.task_summary.flatMap((task, index) => [
    ...grantedToNobody(task, index),
    ...notAcceptable(task, index),
  ]);
}

function grantedToNobody({ code_instructions }: Task, index: number): Problem[] {
  if (code_instructions?.uses === undefined || code_instructions.source !== undefined) return [];
  return [
    {
      rule: 'unexpected_field',
      pointer: taskPointer(index, 'code_instructions', 'uses'),
      message: 'Names of n8n are granted to code of your own only, and this task has no `source`.',
      fix: 'Write the code into `source`, or remove `uses`.',
    },
  ];
}

function notAcceptable({ task_id, code_instructions }: Task, index: number): Problem[] {
  if (code_instructions?.source === undefined || code_instructions.language !== 'javascript') return [];
  const { source, uses = [], allows_stubs: allowsStubs = false } = code_instructions;
  const objection = findCodeObjection(source.replaceAll(PARAMETER, '0'), { uses, allowsStubs });
  if (objection === undefined) return [];
  return [
    {
      rule: 'code_not_acceptable',
      pointer: taskPointer(index, 'code_instructions', 'source'),
      message: `The code of task \`${task_id}\` is refused: ${objection}.`,
      fix: 'Write it so that it needs its input only, or name what it needs of n8n in `uses`.',
    },
  ];
}
