import type { AppliedTask, RestoreChange } from './owner.ts';
import type { EvidenceSummary } from './evidence.ts';
import type { JsonValue } from './json.ts';
import type { PackedPlan } from './plan.ts';
import type { Problem } from './problem.ts';
import type { Blocker, CostView, RunView } from './run.ts';

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

/** Code and inputs for the sandbox, inline: that worker has no store. */
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
  /** Artifact with the raw answer; absent when none was needed. */
  answerHash?: string;
  /** Version of the prompts that were sent; absent when the model was not asked. */
  promptHash?: string;
}

/** Result of `generateCode`. A result that is not `code` is data, not an exception. */
export type GenerateResult =
  | {
      outcome: 'code';
      codeHash: string;
      job: SandboxJob;
      usage: ModelUsage;
      /** `model`: asked now; `cache`: answered before (a crash in between); `accepted`: verified by an earlier run; `author`: from the specification. */
      from: 'model' | 'cache' | 'accepted' | 'author';
      /** Artifact of the model's notes, discoveries and blockers: remarks for the report. */
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
  /** Hashes of the evidence of all failed rounds, oldest first. */
  failedEvidence: string[];
  previousCodeHash?: string;
  /** Set by a person's `retry`, so that the model is asked anew. */
  decisionId?: string;
}

export type ReadinessResult = { blockers: Blocker[] };

export interface ReportInput {
  view: RunView;
  /** Artifact with the run's plan. */
  planHash: string;
}

export interface JudgeInput extends TaskReference {
  codeHash?: string;
  sandboxResult?: SandboxResult;
  /** The answer was no usable code, and why. */
  rejectedBecause?: string;
}

export type JudgeResult = EvidenceSummary;

export interface CheckInput extends TaskReference {
  codeHash?: string;
  /** Of an activation: the id of the run's first execution, which names this one run. */
  run?: string;
  /** For how long the run has waited for what the check looks for. */
  waitedMs?: number;
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
