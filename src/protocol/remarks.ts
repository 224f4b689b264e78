/**
 * What the model says beside its code: shown to people, never believed. Cut to what a history can carry; whole in the
 * artifact.
 */
export interface Remarks {
  hash: string;
  notes: string;
  /** What contradicts the task, a sentence each. */
  discoveries: string[];
}
