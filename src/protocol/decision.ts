export const DECISION_WORDS = ['continue', 'retry', 'abort'] as const;
export type DecisionWord = (typeof DECISION_WORDS)[number];

/** A decision as it arrives by signal or update: one object. */
export interface Decision {
  checkpoint: string;
  digest: string;
  decision: DecisionWord;
  by: string;
  note?: string;
  /** For `budget#n`: the new limit. */
  modifications?: { stop_usd?: number };
  /** Makes a repeated delivery harmless; the sender chooses it. */
  decision_id: string;
}

export const DECISION_EFFECTS = [
  'accepted',
  'duplicate',
  'stale',
  'unknown_checkpoint',
  'not_allowed',
  'malformed',
] as const;
export type DecisionEffect = (typeof DECISION_EFFECTS)[number];

export interface DecisionRecord {
  decision: Decision;
  effect: DecisionEffect;
  /** A sentence for the person who sent it. */
  answer: string;
  at: string;
}
