import type { FailureAction, Gap } from '../protocol/evidence.ts';
import type { CheckType } from '../spec/model.ts';

/**
 * What a check saw. Written by the orchestrator only, after the last change of the artifact.
 * Stored as an artifact; the workflow keeps an {@link EvidenceSummary}.
 */
export interface Evidence {
  taskId: string;
  checkType: CheckType;
  round: number;
  passed: boolean;
  /** One sentence for a person: "4 of 4 samples gave exactly the expected output." */
  summary: string;
  /** What was run, e.g. `GET /api/v1/workflows/<id>` or `transform() in deno, 4 samples`. */
  ran: string;
  observations: Observation[];
  /** Hash of the artifact that was checked (code, n8n document), if one. */
  subjectHash?: string;
  /** What the specification says to do about this failure (`error_handling` of a probe). */
  action?: FailureAction;
  /** Stand-ins, replayed answers and other simulated parts, in words. Empty when all was real. */
  simulated: string[];
  /** What this evidence leaves open although it passed. Absent when there is nothing. */
  gaps?: Gap[];
  at: string;
}

/** One expectation and what was seen instead or as expected. */
export interface Observation {
  name: string;
  passed: boolean;
  expected: string;
  actual: string;
  /** Of a sample that the model must not see. */
  hidden?: boolean | undefined;
}
