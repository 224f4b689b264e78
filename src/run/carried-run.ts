import type { CompactPlan } from '../protocol/plan.ts';
import type { Remarks } from '../protocol/remarks.ts';
import { createRun, restoreRun } from './create-run.ts';
import type { Run, RunState, TaskState } from './run-state.ts';

type CarriedTask = Partial<Omit<TaskState, 'passedEvidence'>> & {
  /** Summary and hash: it passed, so there is nothing else to say. */
  passed?: [summary: string, evidenceHash: string][];
};

/**
 * A run as it is handed over to the next run of the chain. The plan, which no run changes, goes by hash; of a task
 * goes what differs from its beginning. A change of shape needs a new `schemaVersion`, and code that reads the old one.
 */
export interface CarriedRun extends Omit<RunState, 'plan' | 'tasks'> {
  schemaVersion: 1;
  planHash: string;
  tasks: Record<string, CarriedTask>;
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
  for (const [id, state] of Object.entries(beginning)) bringForward(state, tasks[id] ?? {});
  return restoreRun({ ...rest, plan, tasks: beginning });
}

/**
 * The runs of the chain before the one that resumes. The state of an older build names none: then those between the first
 * and the one before are not known.
 */
export function earlierRunIds(
  carried: CarriedRun,
  info: { firstExecutionRunId: string; continuedFromExecutionRunId?: string },
): string[] {
  if (carried.earlierRunIds !== undefined) return carried.earlierRunIds;
  const { firstExecutionRunId: first, continuedFromExecutionRunId: before = first } = info;
  return [...new Set([first, before])];
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

function difference(state: TaskState, before: TaskState): CarriedTask {
  const { passedEvidence, failedEvidence, ...changed } = state;
  const carried: CarriedTask = changed;
  if (state.status === before.status) delete carried.status;
  if (state.step === usualStep(state, before)) delete carried.step;
  if (state.pendingDependencies === usualDependencies(state, before)) delete carried.pendingDependencies;
  if (!state.overwrite) delete carried.overwrite;
  for (const field of ZERO_AT_FIRST) if (state[field] === 0) delete carried[field];
  if (passedEvidence.length > 0)
    carried.passed = passedEvidence.map(({ summary, evidenceHash }) => [shortened(summary), evidenceHash]);
  if (state.remarks) carried.remarks = shortenedRemarks(state.remarks);
  if (failedEvidence.length > 0)
    carried.failedEvidence = failedEvidence.map((each) => ({ ...each, summary: shortened(each.summary) }));
  return carried;
}

/** The whole sentence is in the stored evidence; thousands of long ones would be most of what a history may be. */
const LONGEST_CARRIED_SUMMARY = 160;

function shortened(summary: string): string {
  return summary.length <= LONGEST_CARRIED_SUMMARY
    ? summary
    : `${summary.slice(0, LONGEST_CARRIED_SUMMARY - 1)}…`;
}

/** They are whole in their artifact, too. */
function shortenedRemarks({ hash, notes, discoveries }: Remarks): Remarks {
  return { hash, notes: shortened(notes), discoveries: discoveries.map(shortened) };
}

function bringForward(state: TaskState, { passed = [], ...carried }: CarriedTask): void {
  const before = { ...state };
  Object.assign(state, carried);
  state.step = carried.step ?? usualStep(state, before);
  state.pendingDependencies = carried.pendingDependencies ?? usualDependencies(state, before);
  state.passedEvidence = passed.map(([summary, evidenceHash]) => ({
    passed: true,
    summary,
    evidenceHash,
    failureSignature: '',
  }));
}

/** Most tasks are done or not begun. */
function usualStep({ status }: TaskState, before: TaskState): TaskState['step'] {
  return status === 'completed' ? 'end' : before.step;
}

function usualDependencies({ status }: TaskState, before: TaskState): number {
  return status === 'completed' ? 0 : before.pendingDependencies;
}
