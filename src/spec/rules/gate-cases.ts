import type { Problem } from '../../protocol/problem.ts';
import type { Specification } from '../model.ts';
import { taskPointer } from '../pointer.ts';

/** Cases of a gate show both sides of its condition: one that asks, one that does not. */
export function gateCaseRules(specification: Specification): Problem[] {
  return specification.implementation.task_summary.flatMap((task, index) => {
    const { cases, ask_when } = task.gate_instructions ?? {};
    if (cases === undefined || ask_when === 'true') return [];
    const sides = new Set(cases.map(({ asks }) => asks));
    if (sides.size === 2) return [];
    const lacking = sides.has(true) ? 'does not ask' : 'asks';
    return [
      {
        rule: 'one_sided_cases',
        pointer: taskPointer(index, 'gate_instructions', 'cases'),
        message: `No case of the gate ${lacking}: its condition could come out one way only.`,
        fix: `Add a case that ${lacking}, with \`asks: ${String(!sides.has(true))}\`.`,
      },
    ];
  });
}
