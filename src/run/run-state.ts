import type { EvidenceSummary } from '../protocol/evidence.ts';
import type { CompactPlan, CompactTask } from '../protocol/plan.ts';
import type { Blocker, CheckpointView, Escalation, TaskError, TaskStatus } from '../protocol/run.ts';
import type { DecisionRecord } from '../protocol/decision.ts';
import type { PersonNote } from '../protocol/activities.ts';
import type { RestoreChange } from '../protocol/owner.ts';
import type { Remarks } from '../protocol/remarks.ts';
import type { BudgetLedger } from './budget-ledger.ts';

/**
 * All that a run knows, as plain data: it is carried over by continue-as-new (`carried-run.ts`). It is changed only by
 * the functions of this folder, which are free of clock and effects: the time comes in as `nowMs`.
 */
export interface RunState {
  plan: CompactPlan;
  startedAtMs: number;
  endedAtMs?: number;
  /** Runs of the chain before this one, oldest first; absent in the first. */
  earlierRunIds?: string[];
  tasks: Record<string, TaskState>;
  checkpoints: Checkpoint[];
  /** Absent while there is none. */
  escalations?: Escalation[];
  decisions: DecisionRecord[];
  ledger: BudgetLedger;
  /** Numbers the questions about money. */
  moneyQuestions?: number;
  /** Set in runs of builds that ask once about the budget, for all tasks. */
  asksOnceForMoney?: true;
  readiness: Readiness;
  /** Set by a decision or a cancellation: nothing new is started, the report is written, the run ends. */
  aborted?: { by: string; reason: string };
  /** Who asked for the cancellation that comes, and why. */
  cancelledBy?: { by: string; note?: string };
  /** Questions that were open when the run was aborted. */
  unanswered?: Checkpoint[];
  /** Why the report was not kept. */
  reportMissing?: string;
  components: Record<string, ComponentState>;
  /** By component, once the run has ended and puts n8n back as it was. */
  rollbacks?: Record<string, Rollback>;
}

/** What became of putting a component's n8n workflow back. */
export type Rollback =
  | { state: 'asked'; requestId: string; looks: number; sinceMs: number }
  | { state: 'unavailable'; looks: number; sinceMs: number }
  | { state: 'restored'; change: RestoreChange }
  | { state: 'kept'; reason: string };

export interface ComponentState {
  active: boolean;
  nodes: number;
  connections: number;
  /** What n8n had before this run, where its owner noted it. */
  restorePoint?: string;
}

export interface Readiness {
  blockers: Blocker[];
  /** Looks in a row that found something missing; absent before the first look. */
  looks?: number;
  /** When to look again; absent while nothing blocks. */
  lookAgainAtMs?: number;
}

/** Where a task stands in its program of steps. */
export type TaskStep = 'produce_code' | 'write' | 'check' | 'describe' | 'decide' | 'end';

/** What a task waits for when it has nothing to do itself. */
export type Waiting =
  | { for: 'effect'; sinceMs: number }
  | { for: 'owner'; requestId: string; sinceMs: number }
  | { for: 'decision'; checkpointId: string; sinceMs: number }
  | { for: 'time'; reason: string; code: string; sinceMs: number; untilMs: number };

export interface TaskState {
  status: TaskStatus;
  step: TaskStep;
  /** Dependencies not completed yet; 0 = may start. */
  pendingDependencies: number;
  round: number;
  waiting?: Waiting;
  startedAtMs?: number;
  endedAtMs?: number;
  codeHash?: string;
  /** Artifacts with the answers of the model, oldest first. */
  answerHashes?: string[];
  /** A person's `retry`: makes the next model call a new question. */
  decisionId?: string;
  /** What people said to the model, oldest first. */
  notes?: PersonNote[];
  /** What the model said beside its code. */
  remarks?: Remarks;
  /** How often code was asked for: numbers what is sent. */
  asks?: number;
  /** How many answers did not fit. */
  cutOffs?: number;
  /** Calls in a row that were taken and not answered. */
  brokenCalls?: number;
  /** A person allowed to overwrite an edit made in n8n. */
  overwrite: boolean;
  /** Evidence of the current round that passed, oldest first. */
  passedEvidence: EvidenceSummary[];
  /** Evidence of rounds that failed, oldest first. */
  failedEvidence: EvidenceSummary[];
  error?: TaskError;
  costUsd: number;
  inputTokens: number;
  outputTokens: number;
  modelCalls: number;
  change?: string;
  skippedReason?: string;
  /** Numbers requests to the owner and questions, so that their ids are unique. */
  requests: number;
  questions: number;
  reservedUsd: number;
  /** Since when, and how often in a row, the service that the current step needs was not there. */
  unavailable?: { sinceMs: number; looks: number };
}

/** A question to people; `about` says what the answer does. */
export interface Checkpoint extends CheckpointView {
  about:
    | { kind: 'task'; taskId: string }
    | { kind: 'repeated_failure' | 'refusal' | 'conflict'; taskId: string }
    /** It cannot be done as it stands, or is to be seen by a person: `code` of the error table. */
    | { kind: 'error'; taskId: string; code: string }
    /** The model asks before its code is taken; `evidence` is what its samples gave. */
    | { kind: 'model_question'; taskId: string; evidence: EvidenceSummary }
    /** The account is out of credit. It and the budget concern all tasks that wait; this is the first of them. */
    | { kind: 'billing'; taskId: string }
    | { kind: 'budget'; taskId: string; neededUsd: number };
  /** It was escalated: nothing more happens to it by time. */
  escalated?: true;
}

/**
 * Which tasks can do what, so that a wake-up costs as much as has changed and not as much as there is (a run may have
 * thousands of tasks). Derived from the state alone: whoever takes a task to change it (`taskOf`) touches it, and the
 * next look at the roster puts the touched ones where they belong.
 */
export interface Roster {
  /** Tasks that use one of `max_parallel`. */
  working: Set<string>;
  /** Tasks that could take a step, were there a free place and no blocker or exclusion. */
  able: Set<string>;
  /** Tasks that wait for time to pass. */
  pausing: Set<string>;
  /** Tasks that may still do something. */
  unsettled: Set<string>;
  touched: Set<string>;
  /** Place of each task by priority, then by declaration. */
  rank: ReadonlyMap<string, number>;
}

/** State plus what can be derived from it; the second part is rebuilt, never carried over. */
export interface Run {
  state: RunState;
  tasksById: Map<string, CompactTask>;
  dependants: Map<string, string[]>;
  roster: Roster;
}

/** A task and its state, to be changed: the roster looks at it again. Both always exist for an id of the plan. */
export function taskOf(run: Run, taskId: string): { task: CompactTask; state: TaskState } {
  const task = run.tasksById.get(taskId);
  const state = run.state.tasks[taskId];
  if (!task || !state) throw new Error(`No task ${taskId} in this run`);
  run.roster.touched.add(taskId);
  return { task, state };
}

/** A task's state, only to be read. */
export function stateOf(run: Run, taskId: string): Readonly<TaskState> {
  const state = run.state.tasks[taskId];
  if (!state) throw new Error(`No task ${taskId} in this run`);
  return state;
}
