import type { EvidenceSummary } from '../checks/evidence.ts';
import type { CompactPlan } from '../plan/compact-plan.ts';
import { createRun, restoreRun, type Run, type RunState, type TaskState } from './run-state.ts';

/**
 * A run as it is handed over to the next run of the chain (M26). The plan, which no run changes, goes by hash; of a task
 * goes what differs from its beginning. A change of shape needs a new `schemaVersion`, and code that reads the old one.
 */
export interface CarriedRun extends Omit<RunState, 'plan' | 'tasks'> {
  schemaVersion: 1;
  planHash: string;
  tasks: Record<string, Partial<TaskState>>;
}

/** To be serialised: it shares objects with the run. */
export function carry(run: Run, planHash: string): CarriedRun {
  const { plan, tasks, ...rest } = run.state;
  const beginning = createRun(plan, rest.startedAtMs).state.tasks;
  const carried: CarriedRun['tasks'] = {};
  for (const [id, state] of Object.entries(tasks)) {
    const before = beginning[id];
    if (before) carried[id] = difference(state, before);
  }
  return { schemaVersion: 1, planHash, ...rest, tasks: carried };
}

/**
 * The run as it was when it was carried.
 * @throws Error for the state of a later build: the run then stands still until that build is back.
 */
export function resume(carried: CarriedRun, plan: CompactPlan): Run {
  const { schemaVersion, planHash: _planHash, tasks, ...rest } = carried;
  if (schemaVersion !== 1) throw new Error(`Unknown version of a carried run: ${String(schemaVersion)}`);
  const beginning = createRun(plan, rest.startedAtMs).state.tasks;
  for (const [id, state] of Object.entries(beginning)) Object.assign(state, tasks[id]);
  return restoreRun({ ...rest, plan, tasks: beginning });
}

const ZERO_AT_FIRST = [
  'round',
  'costUsd',
  'inputTokens',
  'outputTokens',
  'modelCalls',
  'requests',
  'questions',
  'reservedUsd',
] as const;

function difference(state: TaskState, before: TaskState): Partial<TaskState> {
  const { passedEvidence, failedEvidence, ...changed } = state;
  const carried: Partial<TaskState> = changed;
  if (state.status === before.status) delete carried.status;
  if (state.step === before.step) delete carried.step;
  if (state.pendingDependencies === before.pendingDependencies) delete carried.pendingDependencies;
  if (!state.overwrite) delete carried.overwrite;
  for (const field of ZERO_AT_FIRST) if (state[field] === 0) delete carried[field];
  if (passedEvidence.length > 0) carried.passedEvidence = passedEvidence.map(shortened);
  if (failedEvidence.length > 0) carried.failedEvidence = failedEvidence.map(shortened);
  return carried;
}

/** The whole sentence is in the stored evidence; thousands of long ones would be most of what a history may be. */
const LONGEST_CARRIED_SUMMARY = 160;

function shortened(evidence: EvidenceSummary): EvidenceSummary {
  const { summary } = evidence;
  if (summary.length <= LONGEST_CARRIED_SUMMARY) return evidence;
  return { ...evidence, summary: `${summary.slice(0, LONGEST_CARRIED_SUMMARY - 1)}…` };
}
