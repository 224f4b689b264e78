import type { Problem } from './errors.ts';
import type { EvidenceSummary } from './checks/evidence.ts';
import type { PackedPlan } from './plan/packed-plan.ts';
import type { Blocker, CostView, DecisionRecord, RunView } from './run/run-view.ts';
import type { JsonObject, JsonValue } from './json.ts';

/** Every wire name and type: what may not change without thinking of histories and of people's scripts. */

export const TASK_QUEUE = 'millwright';
export const SANDBOX_TASK_QUEUE = 'millwright-sandbox';
export const RUN_WORKFLOW = 'implementSpecification';
export const OWNER_WORKFLOW = 'n8nWorkflowOwner';

/**
 * Of runs and owners: a worker killed in the middle of a workflow task is noticed after this time. Ten seconds is Temporal's
 * own; replaying the longest history takes a fraction of a second (`npm run bench`).
 */
export const WORKFLOW_TASK_TIMEOUT = '4s';

/** Signals, updates and queries by name. `decide` (signal) and `decideCheckpoint` (update) take a {@link Decision}. */
export const MESSAGES = {
  decide: 'decide',
  decideCheckpoint: 'decideCheckpoint',
  recheck: 'recheck',
  status: 'status',
  plan: 'plan',
  explain: 'explain',
  audit: 'audit',
  ownerRequest: 'ownerRequest',
  ownerAnswer: 'ownerAnswer',
  ownerState: 'state',
} as const;

export const SEARCH_ATTRIBUTE_SPECIFICATION = 'MillwrightSpecification';
export const SEARCH_ATTRIBUTE_STATUS = 'MillwrightStatus';

/** Input of a run (D1): documents inline, or by hash when they are large. */
export type RunInput =
  | JsonObject // a bare specification document, from `temporal workflow start --input-file spec.json`
  | { specification: JsonObject; environment?: JsonObject }
  | { specification_hash: string; environment_hash: string };

/** References that every activity about a task gets. */
export interface TaskReference {
  specificationHash: string;
  environmentHash: string;
  taskId: string;
  round: number;
}

/** The plan comes with the hash under which it is stored: the next run of a chain fetches it by that. */
export type AdmitResult =
  { admitted: true; plan: PackedPlan; planHash: string } | { admitted: false; problems: Problem[] };

/** Code and inputs for the sandbox, inline: that worker has no store (D6). */
export interface SandboxJob {
  language: 'javascript';
  source: string;
  inputs: JsonValue[];
  timeoutMs: number;
}

export type SandboxResult =
  | { outcome: 'ran'; outputs: SandboxOutput[]; durationMs: number }
  | { outcome: 'failed'; reason: string }
  | { outcome: 'unavailable'; reason: string };

export type SandboxOutput = { ok: true; value: JsonValue } | { ok: false; error: string };

export interface ModelUsage {
  model: string;
  inputTokens: number;
  outputTokens: number;
  costUsd: number;
  /** The answer came from a recording, not from the API. */
  replayed: boolean;
  /** Version of the prompts that were sent (M45); absent when the model was not asked. */
  promptHash?: string;
}

/** Result of `generateCode`. A result that is not `code` is data, not an exception (D7). */
export type GenerateResult =
  | {
      outcome: 'code';
      codeHash: string;
      job: SandboxJob;
      usage: ModelUsage;
      /** `model`: asked now; `cache`: answered before (a crash in between); `accepted`: verified by an earlier run; `author`: from the specification. */
      from: 'model' | 'cache' | 'accepted' | 'author';
      /** Artifact of the model's notes, discoveries and blockers: remarks for the report (M33, M34). */
      remarksHash?: string;
    }
  | {
      outcome: 'rejected';
      code: 'code_rejected' | 'model_truncated' | 'model_answer_invalid';
      reason: string;
      usage: ModelUsage;
    }
  | { outcome: 'refused'; reason: string; usage: ModelUsage };

export interface GenerateInput extends TaskReference {
  /** Hashes of the evidence of all failed rounds, oldest first (M32). */
  failedEvidence: string[];
  previousCodeHash?: string;
  /** Set by a person's `retry`, so that the model is asked anew (D5). */
  decisionId?: string;
}

/** Asks the owner of an n8n workflow for a change; the answer comes back by signal (D3). */
export interface OwnerRequest {
  requestId: string;
  /** Workflow id of the run that asks. */
  from: string;
  /** Identifies this one run among all with that workflow id: the id of its first execution. */
  run?: string;
  /** The run may ask to have its changes undone, so what n8n has before them is noted. */
  mayRestore?: boolean;
  operation:
    | {
        kind: 'apply';
        taskId: string;
        specificationHash: string;
        environmentHash: string;
        codeHashes: Record<string, string>;
        overwrite: boolean;
      }
    | { kind: 'activate'; environmentHash: string }
    | { kind: 'deactivate'; environmentHash: string }
    /** Puts the n8n workflow back as it was before this run touched it first (M29). */
    | { kind: 'restore'; environmentHash: string };
}

export type OwnerAnswer = { requestId: string } & (
  | {
      outcome: 'done';
      change: string;
      nodes: number;
      connections: number;
      active: boolean;
      documentHash: string;
    }
  | { outcome: 'conflict'; shown: string; digest: string }
  | { outcome: 'restored'; change: RestoreChange; nodes: number; connections: number; active: boolean }
  /** It was not put back: others' work would have been lost. */
  | { outcome: 'kept'; reason: string }
  | { outcome: 'unavailable'; reason: string }
  | { outcome: 'failed'; code: string; message: string }
);

export type ReadinessResult = { blockers: Blocker[] };

export interface ReportResult {
  reportHash: string;
  outputHash: string;
  /** Folder of the run's files on the worker's machine. */
  folder: string;
}

export interface ReportInput {
  view: RunView;
}

/** What the workflow returns when it ends well enough to complete. */
export interface RunResult {
  status: RunView['status'];
  report: ReportResult;
}

export interface ExplainInput {
  task: string;
}

export type AuditEntry = DecisionRecord;

export interface JudgeInput extends TaskReference {
  codeHash?: string;
  sandboxResult?: SandboxResult;
  /** The answer was no usable code, and why. */
  rejectedBecause?: string;
}

export type JudgeResult = EvidenceSummary;

export interface CheckInput extends TaskReference {
  codeHash?: string;
}

export interface DescribeInput extends TaskReference {
  /** Of the nearest tasks that this one needs, directly or not. */
  evidence: ({ taskId: string } & EvidenceSummary)[];
  /** How many tasks it needs that have evidence, and of how many it is good. */
  checks: { total: number; passed: number };
  cost: CostView;
}

export interface DescribeResult {
  question: string;
  digest: string;
  /** Markdown. */
  shown: string;
}

/** Id of the entity workflow that owns one n8n workflow of one instance (D3). */
export function ownerWorkflowId(n8nInstance: string, n8nWorkflowId: string): string {
  return `n8n/${n8nInstance}/${n8nWorkflowId}`;
}

export interface OwnerInput {
  target: { n8nWorkflowId: string; workflowName: string; componentId: string };
  /** Carried over by continue-as-new. */
  state?: OwnerState;
}

/** What the owner of an n8n workflow remembers between changes and runs. */
export interface OwnerState {
  schemaVersion: 1;
  /** Tasks whose nodes stand in the n8n workflow, each as of the specification that applied it. */
  tasks: AppliedTask[];
  /** Hash of the last document that was written and read back. */
  lastAppliedHash?: string;
  /** Which runs touched the n8n workflow, oldest first: what a run may put back, and what not. */
  touches?: Touch[];
}

/** One run touched an n8n workflow, alone, until the next touch. */
export interface Touch {
  run: string;
  /** Artifact with what n8n had before; absent when this run will not ask for it. */
  restorePoint?: string;
}

export interface AppliedTask {
  taskId: string;
  specificationHash: string;
  environmentHash: string;
  codeHash?: string;
}

export interface DeployInput {
  n8nWorkflowId: string;
  workflowName: string;
  componentId: string;
  /** The specification and environment of the newest request: they fix order, settings and the n8n instance. */
  newest: { specificationHash: string; environmentHash: string };
  /** All tasks that shall stand in the workflow, requested ones included. */
  tasks: AppliedTask[];
  requestedTaskIds: string[];
  lastAppliedHash?: string;
  /** Write over edits made by people. */
  overwrite: boolean;
}

export type DeployResult =
  | {
      outcome: 'done';
      tasks: AppliedTask[];
      lastAppliedHash: string;
      active: boolean;
      nodes: number;
      connections: number;
      /** Per requested task: "added 2 nodes", "no change". */
      changes: Record<string, string>;
      failedTasks: Record<string, { code: string; message: string }>;
    }
  | { outcome: 'conflict'; shown: string; digest: string };

export interface SetActiveInput {
  n8nWorkflowId: string;
  environmentHash: string;
  active: boolean;
}

export interface SetActiveResult {
  change: string;
  nodes: number;
  connections: number;
}

export interface NoteRestorePointInput {
  n8nWorkflowId: string;
  environmentHash: string;
  lastAppliedHash?: string;
}

export interface RestoreInput {
  n8nWorkflowId: string;
  environmentHash: string;
  restorePoint: string;
  /** What n8n has now, unless a person changed it. */
  lastAppliedHash?: string;
}

/** What had to be done to have a workflow as it was. */
export type RestoreChange = 'removed' | 'put back' | 'no change';

export type RestoreResult =
  | {
      outcome: 'restored';
      change: RestoreChange;
      tasks: AppliedTask[];
      lastAppliedHash?: string;
      active: boolean;
      nodes: number;
      connections: number;
    }
  | { outcome: 'kept'; reason: string };
