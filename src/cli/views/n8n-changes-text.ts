import type { N8nComparison } from '../runs/compare-with-n8n.ts';
import type { ComponentChange } from '../runs/n8n-changes.ts';
import type { Paint } from '../output.ts';
import { clean, linesOfMarkdown } from './terminal-text.ts';

/** What would change in n8n, for people; one line when that cannot be said now. */
export function n8nChangesLines(comparison: N8nComparison, paint: Paint): string[] {
  if (!comparison.compared) return [paint('dim', `not compared: ${clean(comparison.reason)}`)];
  return comparison.changes.flatMap((change) => changeLines(change, paint));
}

function changeLines({ workflowName, changes, shown, failures }: ComponentChange, paint: Paint): string[] {
  const name = paint('bold', clean(workflowName));
  return [
    ...(changes ? [name, ...linesOfMarkdown(shown, '  ')] : [`${name}  no change`]),
    ...failures.map(({ taskId, message }) => `  ${paint('yellow', clean(taskId))}  ${clean(message)}`),
  ];
}
