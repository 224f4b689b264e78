import type { OwnerAnswer, RestoreChange } from '../protocol/owner.ts';
import { fieldsOf, isCount, isId, isOptionalText, isText, isYesOrNo, type Fields } from './json-fields.ts';

/** Reads what an owner answers a run, or anybody else; undefined for what is no answer. */
export function readOwnerAnswer(input: unknown): OwnerAnswer | undefined {
  const fields = fieldsOf(input) ?? {};
  const { requestId, run } = fields;
  const answer = readOutcome(fields);
  if (!isId(requestId) || !isOptionalText(run) || answer === undefined) return undefined;
  return { requestId, ...(run !== undefined && { run }), ...answer };
}

/** What an owner answers, before it is addressed. */
export type Answer = OwnerAnswer extends infer Each
  ? Each extends { requestId: string }
    ? Omit<Each, 'requestId' | 'run'>
    : never
  : never;

function readOutcome(fields: Fields): Answer | undefined {
  const { outcome, reason, code, message, shown, digest } = fields;
  switch (outcome) {
    case 'done':
    case 'restored':
      return readChange(outcome, fields);
    case 'conflict':
      return isText(shown) && isText(digest) ? { outcome, shown, digest } : undefined;
    case 'kept':
    case 'unavailable':
      return isText(reason) ? { outcome, reason } : undefined;
    case 'failed':
      return isText(code) && isText(message) ? { outcome, code, message } : undefined;
    default:
      return undefined;
  }
}

function readChange(outcome: 'done' | 'restored', fields: Fields): Answer | undefined {
  const { change, nodes, connections, active, documentHash, restorePoint } = fields;
  if (!isText(change) || !isCount(nodes) || !isCount(connections) || !isYesOrNo(active)) return undefined;
  if (outcome === 'restored')
    return isRestoreChange(change) ? { outcome, change, nodes, connections, active } : undefined;
  if (!isText(documentHash) || !isOptionalText(restorePoint)) return undefined;
  const point = restorePoint !== undefined && { restorePoint };
  return { outcome, change, nodes, connections, active, documentHash, ...point };
}

function isRestoreChange(change: string): change is RestoreChange {
  return change === 'removed' || change === 'put back' || change === 'no change';
}
