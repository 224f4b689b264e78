import type { AppliedTask, RestoreChange } from './owner.ts';
import type { EvidenceSummary } from './evidence.ts';
import type { JsonValue } from './json.ts';
import type { PackedPlan } from './plan.ts';
import type { Problem } from './problem.ts';
import type { Remarks } from './remarks.ts';
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
  /** Requests that were sent for it. Results of older builds do not have it: one, when tokens were counted. */
  calls?: number;
  /** The answer came from a recording, not from the API. */
  replayed: boolean;
  /** Artifact with the raw answer; absent when none was needed. */
  answerHash?: string;
  /** Version of the prompts that were sent; absent when the model was not asked. */
  promptHash?: string;
}

/** Why there is no answer. */
export interface FailedCall {
  /** A code of the table in `errors.ts`. */
  code: string;
  reason: string;
  /** The other side may have worked for it, so it is not asked for ever. */
  wasTaken: boolean;
  /** Earliest time for another attempt, when the other side named one. */
  retryAfterMs?: number;
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
      remarks?: Remarks;
      /** What the model asks before this can be more than a guess. */
      questions?: string[];
    }
  | {
      outcome: 'rejected';
      code: 'code_rejected' | 'model_truncated' | 'model_answer_invalid';
      reason: string;
      usage: ModelUsage;
      remarks?: Remarks;
      questions?: string[];
      /** It did not fit into its limit: asked again with another limit or effort. */
      wasCutOff?: true;
    }
  | { outcome: 'refused'; reason: string; usage: ModelUsage }
  /** The model was to be asked, and no answer came. What that may have cost is counted. */
  | ({ outcome: 'unanswered'; usage: ModelUsage } & FailedCall);

/** What a person said to the model. */
export interface PersonNote {
  /** What they were asked. */
  about: string;
  note: string;
}

export interface GenerateInput extends TaskReference {
  /** Hashes of the evidence of all failed rounds, oldest first. */
  failedEvidence: string[];
  previousCodeHash?: string;
  /** Set by a person's `retry`, so that the model is asked anew. */
  decisionId?: string;
  /** What people said with their `retry`s, oldest first. */
  notes?: PersonNote[];
  /** How many answers did not fit so far: each is followed by another limit or effort. */
  cutOffs?: number;
  /** Number of this request to `generateCode` among those of the task: what was sent for it is counted once. */
  ask?: number;
  /** First run of the chain: whoever continues it does not pay again. */
  firstRunId?: string;
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
  /** Artifact with the answer; one that fails is not taken by another run. */
  answerHash?: string;
  /** The model asks something first: the code is not taken for good by later runs. */
  isOpen?: true;
  /** Artifact with what the model said beside the code. */
  remarksHash?: string;
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
  /** What the model said beside the code of these tasks. */
  remarks?: ({ taskId: string } & Remarks)[];
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
