/** The part of the evidence that the workflow and its history carry. */
export interface EvidenceSummary {
  passed: boolean;
  summary: string;
  evidenceHash: string;
  /** Hash of what failed, without what varies: the same signature twice stops the repair. Empty when passed. */
  failureSignature: string;
  /** As in the evidence: what the specification says to do about this failure. */
  action?: FailureAction;
  /** As in the evidence, of one that passed; absent when there are none. */
  gaps?: Gap[];
}

export type FailureAction = 'skip' | 'abort' | 'escalate';

export const GAP_MARKS = ['not_driven', 'not_checked', 'not_asserted'] as const;

/**
 * Why evidence that passed proves less than it could. `not_driven`: something else stood for a service, a trigger or a node.
 * `not_checked`: n8n did not tell. `not_asserted`: the specification says nothing about the answer.
 */
export type GapMark = (typeof GAP_MARKS)[number];

/** Something that a check has left open. It stops nothing by itself: people are told before they approve, and in the report. */
export interface Gap {
  mark: GapMark;
  /** A sentence. */
  text: string;
}

const MARK_WORDS: Record<GapMark, string> = {
  not_driven: 'Not driven',
  not_checked: 'Not checked',
  not_asserted: 'Proves no more',
};

/** "Not driven: no message was sent to slack." The same words wherever a gap is told. */
export function gapText({ mark, text }: Gap): string {
  return `${MARK_WORDS[mark]}: ${text}`;
}
