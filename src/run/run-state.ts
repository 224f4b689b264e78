import type { EvidenceSummary } from '../checks/evidence.ts';
import type { CompactPlan, CompactTask } from '../plan/compact-plan.ts';
import type { Blocker, CheckpointView, DecisionRecord, TaskError, TaskStatus } from './run-view.ts';
import type { RestoreChange } from '../protocol.ts';
import { createLedger, type BudgetLedger } from './budget-ledger.ts';
import { createRoster, type Roster } from './roster.ts';

/**
 * All that a run knows, as plain data: it is carried over by continue-as-new (`carried-run.ts`). It is changed only by
 * the functions of this folder, which are free of clock and effects: the time comes in as `nowMs`.
 */
export interface RunState {
  plan: CompactPlan;
  startedAtMs: number;
  endedAtMs?: number;
  tasks: Record<string, TaskState>;
  checkpoints: Checkpoint[];
  decisions: DecisionRecord[];
  ledger: BudgetLedger;
  readiness: Readiness;
  /** Set by a decision or a cancellation: nothing new is started, the report is written, the run ends. */
  aborted?: { by: string; reason: string };
  components: Record<string, ComponentState>;
  /** By component, once the run has ended and puts n8n back as it was. */
  rollbacks?: Record<string, Rollback>;
}

/** What became of putting a component's n8n workflow back (C3). */
export type Rollback =
  | { state: 'asked'; requestId: string; looks: number; sinceMs: number }
  | { state: 'unavailable'; looks: number; sinceMs: number }
  | { state: 'restored'; change: RestoreChange }
  | { state: 'kept'; reason: string };

export interface ComponentState {
  active: boolean;
  nodes: number;
  connections: number;
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
  /** A person's `retry`: makes the next model call a new question (D5). */
  decisionId?: string;
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
  /** Since when, and how often in a row, the service that the current step needs was not there (C19). */
  unavailable?: { sinceMs: number; looks: number };
}

/** A question to people; `about` says what the answer does. */
export interface Checkpoint extends CheckpointView {
  about:
    | { kind: 'task'; taskId: string }
    | { kind: 'repeated_failure' | 'refusal' | 'conflict'; taskId: string }
    | { kind: 'budget'; taskId: string; neededUsd: number };
}

/** State plus what can be derived from it; the second part is rebuilt, never carried over. */
export interface Run {
  state: RunState;
  tasksById: Map<string, CompactTask>;
  dependants: Map<string, string[]>;
  roster: Roster;
}

/** @param nowMs workflow time in milliseconds. */
export function createRun(plan: CompactPlan, nowMs: number): Run {
  const tasks: Record<string, TaskState> = {};
  for (const task of plan.tasks) tasks[task.id] = createTask(task);
  const components: Record<string, ComponentState> = {};
  for (const component of plan.components)
    components[component.id] = { active: false, nodes: 0, connections: 0 };
  return restoreRun({
    plan,
    startedAtMs: nowMs,
    tasks,
    checkpoints: [],
    decisions: [],
    ledger: createLedger(plan.budget),
    readiness: { blockers: [] },
    components,
  });
}

/** Rebuilds the derived part around a state that was carried over. */
export function restoreRun(state: RunState): Run {
  const tasksById = new Map(state.plan.tasks.map((task) => [task.id, task]));
  const dependants = new Map<string, string[]>(state.plan.tasks.map((task) => [task.id, []]));
  for (const task of state.plan.tasks) {
    for (const dependency of task.dependsOn) dependants.get(dependency)?.push(task.id);
  }
  return { state, tasksById, dependants, roster: createRoster(state.plan) };
}

function createTask(task: CompactTask): TaskState {
  return {
    status: task.dependsOn.length === 0 ? 'ready' : 'pending',
    step: firstStep(task),
    pendingDependencies: task.dependsOn.length,
    round: 0,
    overwrite: false,
    passedEvidence: [],
    failedEvidence: [],
    costUsd: 0,
    inputTokens: 0,
    outputTokens: 0,
    modelCalls: 0,
    requests: 0,
    questions: 0,
    reservedUsd: 0,
  };
}

/** The step that a task of this kind begins with. */
export function firstStep(task: CompactTask): TaskStep {
  switch (task.kind) {
    case 'nodes':
    case 'activation':
      return 'write';
    case 'generated_code':
      return 'produce_code';
    case 'probe':
    case 'end_to_end':
      return 'check';
    case 'checkpoint':
    case 'manual':
      return 'describe';
  }
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
