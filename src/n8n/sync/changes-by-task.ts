import { countChanges } from './describe-diff.ts';
import type { DesiredState } from '../compile/desired-state.ts';
import type { WorkflowDiff } from './diff.ts';
import { edgeKey, type Edge } from '../document/edge.ts';
import type { LastApplied } from './last-applied.ts';

/** Words of {@link countChanges} for nothing. */
const NOTHING = 'no change';

/**
 * What the write changed for each requested task, in words; with what could not be verified. A write also puts back
 * what went missing of tasks that nobody asked about: the first requested task tells it.
 */
export function changesByTask(
  taskIds: readonly string[],
  desired: DesiredState,
  diff: WorkflowDiff,
  base: LastApplied | undefined,
): Record<string, string> {
  const ownerOf = (part: string | Edge): string | undefined => {
    const key = typeof part === 'string' ? part : edgeKey(part);
    return desired.document.owners.get(key) ?? base?.owners[key];
  };
  const putBack = changesOfOthers(taskIds, desired, diff, ownerOf);
  return Object.fromEntries(
    taskIds.map((taskId, index) => {
      const own = countChanges(diff, (part) => ownerOf(part) === taskId);
      const parts = [...(own === NOTHING ? [] : [own]), ...(index === 0 ? putBack : [])];
      return [taskId, `${parts.join('; ') || NOTHING}${unverifiedNote(desired, taskId)}`];
    }),
  );
}

function changesOfOthers(
  taskIds: readonly string[],
  desired: DesiredState,
  diff: WorkflowDiff,
  ownerOf: (part: string | Edge) => string | undefined,
): string[] {
  return desired.compiled
    .map(({ applied }) => applied.taskId)
    .filter((taskId) => !taskIds.includes(taskId))
    .flatMap((taskId) => {
      const changes = countChanges(diff, (part) => ownerOf(part) === taskId);
      return changes === NOTHING ? [] : [`${changes} of ${taskId}`];
    });
}

function unverifiedNote(desired: DesiredState, taskId: string): string {
  const unverified =
    desired.compiled.find(({ applied }) => applied.taskId === taskId)?.fragment.unverified ?? [];
  return unverified.length === 0 ? '' : ` (not verified: ${unverified.join(', ')})`;
}
