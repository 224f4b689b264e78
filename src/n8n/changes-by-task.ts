import { countChanges } from './describe-diff.ts';
import type { DesiredState } from './desired-state.ts';
import type { WorkflowDiff } from './diff.ts';
import { edgeKey } from './edge.ts';
import type { LastApplied } from './last-applied.ts';

/** What the write changed for each requested task, in words; with what could not be verified. */
export function changesByTask(
  taskIds: readonly string[],
  desired: DesiredState,
  diff: WorkflowDiff,
  base: LastApplied | undefined,
): Record<string, string> {
  const { owners } = desired.document;
  return Object.fromEntries(
    taskIds.map((taskId) => {
      const counted = countChanges(diff, (part) => {
        const key = typeof part === 'string' ? part : edgeKey(part);
        return (owners.get(key) ?? base?.owners[key]) === taskId;
      });
      const unverified =
        desired.compiled.find(({ applied }) => applied.taskId === taskId)?.fragment.unverified ?? [];
      return [
        taskId,
        unverified.length === 0 ? counted : `${counted} (not verified: ${unverified.join(', ')})`,
      ];
    }),
  );
}
