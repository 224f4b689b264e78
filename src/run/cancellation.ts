import type { DecisionRecord } from '../protocol/decision.ts';
import { isFinished } from './ending.ts';
import { fieldsOf, isText } from './json-fields.ts';
import type { Run } from './run-state.ts';

/** Who cancels a run, and why. */
export interface Cancellation {
  by: string;
  note?: string;
}

const LONGEST_TEXT = 2_000;

export function readCancellation(input: unknown): Cancellation | undefined {
  const { by, note } = fieldsOf(input) ?? {};
  if (!isText(by) || by.trim() === '') return undefined;
  const reason = isText(note) && note.trim() !== '' && { note: note.slice(0, LONGEST_TEXT) };
  return { by: by.slice(0, LONGEST_TEXT), ...reason };
}

/** Temporal's own cancellation, which comes next, says neither; in the audit list it stands with the decisions. */
export function recordCancellation(run: Run, { by, note }: Cancellation, nowMs: number): void {
  if (isFinished(run)) return;
  run.state.cancelledBy = { by, ...(note !== undefined && { note }) };
  const at = new Date(nowMs).toISOString();
  const record: DecisionRecord = {
    decision: {
      checkpoint: '',
      digest: '',
      decision: 'abort',
      by,
      ...(note !== undefined && { note }),
      decision_id: `cancelled/${at}`,
    },
    effect: 'accepted',
    answer: `${by} cancelled the run.`,
    at,
  };
  run.state.decisions.push(record);
}
