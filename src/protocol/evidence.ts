/** The part of the evidence that the workflow and its history carry. */
export interface EvidenceSummary {
  passed: boolean;
  summary: string;
  evidenceHash: string;
  /** Hash of what failed, without what varies: the same signature twice stops the repair. Empty when passed. */
  failureSignature: string;
  /** As in the evidence: what the specification says to do about this failure. */
  action?: FailureAction;
}

export type FailureAction = 'skip' | 'abort' | 'escalate';
