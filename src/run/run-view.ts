import type { EvidenceSummary } from '../checks/evidence.ts';
import type { Blocker } from '../plan/blocker.ts';

export type { Blocker, BlockerType } from '../plan/blocker.ts';

/** C7. */
export type RunStatus =
  | 'pending'
  | 'blocked'
  | 'running'
  | 'paused'
  | 'awaiting_approval'
  | 'completed'
  | 'completed_with_errors'
  | 'failed'
  | 'aborted';

/** C7. */
export type TaskStatus =
  | 'pending'
  | 'ready'
  | 'running'
  | 'verifying'
  | 'needs_clarification'
  | 'awaiting_approval'
  | 'completed'
  | 'failed'
  | 'blocked'
  | 'skipped';

/** The one JSON document about a run: answer of the `status` query, input of the report and of every printed view. */
export interface RunView {
  schemaVersion: 1;
  workflowId: string;
  runId: string;
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
  /** Set when the run has ended. */
  endedAt?: string;
  tasks: TaskView[];
  counts: Record<TaskStatus, number>;
  blockers: Blocker[];
  /** Open questions to people, oldest first. */
  openCheckpoints: CheckpointView[];
  /** Every decision that arrived, also those that changed nothing (D2). */
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
  /** Digest of what is shown; a decision must name it (D2). */
  digest: string;
  /** What is shown, Markdown: n8n diff, evidence, cost. */
  shown: string;
  allowed: DecisionWord[];
  openedAt: string;
}

export type DecisionWord = 'continue' | 'retry' | 'abort';

/** A decision as it arrives by signal or update: one object (D2). */
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

export type DecisionEffect =
  'accepted' | 'duplicate' | 'stale' | 'unknown_checkpoint' | 'not_allowed' | 'malformed';

export interface DecisionRecord {
  decision: Decision;
  effect: DecisionEffect;
  /** A sentence for the person who sent it. */
  answer: string;
  at: string;
}

export interface CostView {
  spentUsd: number;
  reservedUsd: number;
  warnUsd: number;
  stopUsd: number;
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
  /** What became of putting it back as it was before the run; absent when that was not to be done (C3). */
  rollback?: { outcome: 'under_way' | 'restored' | 'kept'; text: string };
}
