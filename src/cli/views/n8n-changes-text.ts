import type { N8nComparison } from '../runs/compare-with-n8n.ts';
import type { ComponentChange } from '../runs/n8n-changes.ts';
import type { Problem } from '../../protocol/problem.ts';
import type { Paint } from '../output.ts';
import { clean, linesOfMarkdown } from './terminal-text.ts';

/** What would change in n8n, for people; one line when that cannot be said now. */
export function n8nChangesLines(comparison: N8nComparison, paint: Paint): string[] {
  if (!comparison.compared) return [paint('dim', `not compared: ${clean(comparison.reason)}`)];
  const told = new Set(comparison.problems.map(({ message }) => message));
  const changes = comparison.changes.map((change) => ({
    ...change,
    failures: change.failures.filter(({ message }) => !told.has(message)),
  }));
  return [
    ...changes.flatMap((change) => changeLines(change, paint)),
    ...comparison.problems.flatMap((problem) => problemLines(problem, paint)),
  ];
}

function problemLines({ place, message, fix }: Problem, paint: Paint): string[] {
  const at = place === undefined ? '' : `${place.file}:${place.line}:${place.column}  `;
  return [paint('red', `${clean(at)}${clean(message)}`), `    fix  ${clean(fix)}`];
}

function changeLines({ workflowName, changes, shown, failures }: ComponentChange, paint: Paint): string[] {
  const name = paint('bold', clean(workflowName));
  return [
    ...(changes ? [name, ...linesOfMarkdown(shown, '  ')] : [`${name}  no change`]),
    ...failures.map(({ taskId, message }) => `  ${paint('yellow', clean(taskId))}  ${clean(message)}`),
  ];
}
