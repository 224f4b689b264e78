import type { ArtifactStore } from '../artifacts/artifact-store.ts';
import { hashJson } from '../artifacts/content-hash.ts';
import type { CheckType } from '../spec/model.ts';
import type { Evidence, Observation } from './evidence.ts';
import { gapText } from '../protocol/evidence.ts';
import type { EvidenceSummary, FailureAction, Gap } from '../protocol/evidence.ts';

/** They stand in histories and in what a person is shown. */
const MOST_GAPS = 20;

/** Which check of which task, in which round. */
export interface CheckSubject {
  taskId: string;
  checkType: CheckType;
  round: number;
  /** Hash of the artifact that was checked, if one. */
  subjectHash?: string;
}

/** What a check saw, without what can be computed from it. */
export interface CheckFinding {
  ran: string;
  observations: Observation[];
  simulated?: string[];
  /** What it leaves open even if every observation passed. */
  gaps?: Gap[];
  action?: FailureAction;
  /** Sentence for a finding that passed in all; by default a count of the observations. */
  passedSummary?: string;
}

/** Evidence passes when there is at least one observation and every one passed: seeing nothing proves nothing. */
export function makeEvidence(subject: CheckSubject, finding: CheckFinding): Evidence {
  const failed = finding.observations.filter((observation) => !observation.passed);
  const total = finding.observations.length;
  const passed = total > 0 && failed.length === 0;
  const passedSummary =
    finding.passedSummary ??
    (total === 1 ? 'It is as specified.' : `All ${total} observations are as specified.`);
  const gaps = passed ? (finding.gaps ?? []).slice(0, MOST_GAPS) : [];
  return {
    ...subject,
    passed,
    summary: passed ? [passedSummary, ...gaps.map(gapText)].join(' ') : failedSummary(failed, total),
    ran: finding.ran,
    observations: finding.observations,
    simulated: finding.simulated ?? [],
    ...(passed || finding.action === undefined ? {} : { action: finding.action }),
    ...(gaps.length === 0 ? {} : { gaps }),
    at: new Date().toISOString(),
  };
}

/** Stores evidence and returns the part that the workflow carries. */
export async function recordEvidence(store: ArtifactStore, evidence: Evidence): Promise<EvidenceSummary> {
  return {
    passed: evidence.passed,
    summary: evidence.summary,
    evidenceHash: await store.putJson(evidence),
    failureSignature: failureSignature(evidence),
    ...(evidence.action === undefined ? {} : { action: evidence.action }),
    ...(evidence.gaps === undefined ? {} : { gaps: evidence.gaps }),
  };
}

/** Hash of the failed observations alone: equal for two rounds that fail in the same way. Empty when passed. */
export function failureSignature(evidence: Evidence): string {
  if (evidence.passed) return '';
  const { taskId, checkType, observations } = evidence;
  return hashJson({ taskId, checkType, failed: observations.filter((observation) => !observation.passed) });
}

/** An observation from a list of what is wrong: it passes when the list is empty. */
export function observe(name: string, expected: string, wrong: readonly string[]): Observation {
  const passed = wrong.length === 0;
  return { name, passed, expected, actual: passed ? 'as expected' : wrong.join('; ') };
}

function failedSummary(failed: readonly Observation[], total: number): string {
  const [first] = failed;
  if (!first) return 'Nothing was observed, so nothing is proven.';
  const others = failed.length > 1 ? ` (and ${failed.length - 1} more)` : '';
  const actual = first.actual.length > 300 ? `${first.actual.slice(0, 300)}…` : first.actual;
  return `${failed.length} of ${total} failed. ${first.name}: ${actual}${others}`;
}
