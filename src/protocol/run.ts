import type { DecisionRecord, DecisionWord } from './decision.ts';
import type { EvidenceSummary } from './evidence.ts';
import type { JsonObject } from './json.ts';
import type { Problem } from './problem.ts';
import type { Remarks } from './remarks.ts';

/** Input of a run: documents inline, or by hash when they are large. */
export type RunInput =
  | JsonObject // a bare specification document, from `temporal workflow start --input-file spec.json`
  | { specification: JsonObject; environment?: JsonObject }
  | { specification_hash: string; environment_hash: string };

/** Where a run stands; open until one of the last five. `rejected`: its documents were refused, and nothing began. */
export const RUN_STATUSES = [
  'pending',
  'blocked',
  'running',
  'paused',
  'awaiting_approval',
  'completed',
  'completed_with_errors',
  'failed',
  'aborted',
  'rejected',
] as const;
export type RunStatus = (typeof RUN_STATUSES)[number];

/** Where a task stands. */
export const TASK_STATUSES = [
  'pending',
  'ready',
  'running',
  'verifying',
  'needs_clarification',
  'awaiting_approval',
  'completed',
  'failed',
  'blocked',
  'skipped',
] as const;
export type TaskStatus = (typeof TASK_STATUSES)[number];

/** The one JSON document about a run: answer of the `status` query, input of the report and of every printed view. */
export interface RunView {
  schemaVersion: 1;
  workflowId: string;
  runId: string;
  /** Runs of the chain before this one, oldest first; absent when there are none. */
  earlierRunIds?: string[];
  specId: string;
  title: string;
  version: string;
  specificationHash: string;
  environmentId: string;
  environmentHash: string;
  status: RunStatus;
  /** One sentence: what the run does or waits for now. */
  statusReason: string;
  startedAt: string;
  /** Set when the run has ended and its report is written, or could not be written. */
  endedAt?: string;
  /** Why the report was not kept when the run ended; it is made from the history for who asks. */
  reportMissing?: string;
  /** Of a run that never began. */
  refused?: { code: string; message: string; problems: Problem[] };
  tasks: TaskView[];
  counts: Record<TaskStatus, number>;
  blockers: Blocker[];
  /** Open questions to people, oldest first. */
  openCheckpoints: CheckpointView[];
  /** Questions to which nobody had an answer when the run ended. */
  unanswered?: CheckpointView[];
  /** Whom the run wanted to tell of something, oldest first; absent when nobody. */
  escalations?: Escalation[];
  /** Every decision that arrived, also those that changed nothing. */
  decisions: DecisionRecord[];
  cost: CostView;
  components: ComponentView[];
  simulated: { replayedAnswers: boolean; standIns: string[] };
}

export interface TaskView {
  id: string;
  title: string;
  kind: string;
  actionType: string;
  platform: string;
  component?: string;
  status: TaskStatus;
  critical: boolean;
  dependsOn: string[];
  /** What it does or waits for, since when. */
  waitsFor?: string;
  startedAt?: string;
  endedAt?: string;
  /** Repair rounds used so far; 0 = first attempt. */
  round: number;
  evidence?: EvidenceSummary;
  /** All evidence of earlier rounds, oldest first. */
  earlierEvidence: EvidenceSummary[];
  error?: TaskError;
  costUsd: number;
  tokens: { input: number; output: number };
  modelCalls: number;
  /** Hash of the accepted code, for code tasks. */
  codeHash?: string;
  /** Artifacts with the answers of the model, oldest first. */
  answerHashes?: string[];
  /** What the model said beside its code. */
  remarks?: Remarks;
  /** What the write did, e.g. "added 3 nodes", "added node "Wait"", "no change". */
  change?: string;
  skippedReason?: string;
  /** What it built in n8n is not there any more: its component was put back as it was before the run. */
  undone?: true;
}

export interface TaskError {
  /** A code of the table in `errors.ts`. */
  code: string;
  message: string;
  fix: string;
  recoverable: boolean;
  resolutionAttempted: string;
}

export interface CheckpointView {
  /** Task id of a `human_checkpoint` or `manual` task, or `budget#1`, or `<task>?1` for a question about a task. */
  checkpointId: string;
  question: string;
  /** Digest of what is shown; a decision must name it. */
  digest: string;
  /** What is shown, Markdown: n8n diff, evidence, cost. */
  shown: string;
  allowed: DecisionWord[];
  openedAt: string;
  /** Tasks that wait for the answer, where it is about money and so about more than one. */
  tasks?: string[];
}

/** Something that somebody has to be told. No message is sent yet: status, explain, audit and report show it. */
export interface Escalation {
  taskId: string;
  reason: string;
  /** Who is to be told, as the environment calls it; absent when the specification does not say. */
  channel?: string;
  at: string;
}

export interface CostView {
  spentUsd: number;
  reservedUsd: number;
  warnUsd: number;
  stopUsd: number;
  /** Since when more than `warnUsd` is spent. */
  warnedAt?: string;
  inputTokens: number;
  outputTokens: number;
  modelCalls: number;
  /** Calls whose answer was found in the cache or in accepted code: nothing was paid again. */
  reusedAnswers: number;
}

export interface ComponentView {
  id: string;
  platform: 'n8n' | 'code';
  name: string;
  n8nWorkflowId: string;
  /** Link to open it, when known. */
  url?: string;
  active: boolean;
  nodes: number;
  connections: number;
  /** Artifact with what n8n had before this run, where that was noted. */
  restorePoint?: string;
  /** What became of putting it back as it was before the run; absent when that was not to be done. */
  rollback?: { outcome: 'under_way' | 'restored' | 'kept'; text: string };
}

/** What can keep tasks from starting, in the words of the phase format. */
export const BLOCKER_TYPES = [
  'missing_confirmation',
  'missing_credential',
  'ambiguous_spec',
  'dependency_failed',
  'environment_unavailable',
] as const;

export type BlockerType = (typeof BLOCKER_TYPES)[number];

/** Something without which tasks cannot start or go on. */
export interface Blocker {
  type: BlockerType;
  description: string;
  affectedTasks: string[];
  resolutionRequired: string;
  /** Code of `errors.ts` that a task gets which has waited for too long; that of the type when absent. */
  code?: string;
  /** ISO time; set by the workflow when the blocker was first seen. */
  since?: string;
}

export interface ReportResult {
  reportHash: string;
  outputHash: string;
  /** Folder of the run's files on the worker's machine. */
  folder: string;
}

/** What the workflow returns when it ends well enough to complete. */
export interface RunResult {
  status: RunView['status'];
  /** Absent when it could not be written; then `reportMissing` says why. */
  report?: ReportResult;
  reportMissing?: string;
}

/** One line of the audit list. */
export type AuditEntry = DecisionRecord | Escalation;
