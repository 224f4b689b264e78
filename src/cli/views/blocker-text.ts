import type { Blocker } from '../../protocol/run.ts';
import type { Paint } from '../output.ts';

const INDENT = '  ';

/** One blocker with what resolves it. */
export function blockerLines(blocker: Blocker, totalTasks: number, paint: Paint): string[] {
  const all = blocker.affectedTasks.length === totalTasks;
  const affected = all ? 'every task' : blocker.affectedTasks.join(', ') || 'no task by name';
  return [
    `${paint('yellow', blocker.type)}  ${blocker.description}  ${paint('dim', `(${affected})`)}`,
    `${INDENT}${paint('green', 'fix')}  ${blocker.resolutionRequired}`,
  ];
}
