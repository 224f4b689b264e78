import type { DecisionWord } from '../protocol/decision.ts';
import { stateOf, taskOf, type Checkpoint, type Run } from './run-state.ts';

interface Question {
  /** The checkpoint's id is this plus a number, or exactly this when it is a task's own id. */
  prefix: string;
  about: Checkpoint['about'];
  question: string;
  digest: string;
  shown: string;
  allowed: DecisionWord[];
}

/** Opens a question to people and lets the task wait for it. Waiting for people is state, never an activity. */
export function openCheckpoint(run: Run, taskId: string, nowMs: number, question: Question): void {
  const { state } = taskOf(run, taskId);
  const { prefix, ...shown } = question;
  const { kind } = question.about;
  const checkpointId = idOf(run, taskId, prefix, kind);
  run.state.checkpoints.push({ checkpointId, ...shown, openedAt: new Date(nowMs).toISOString() });
  state.status =
    kind === 'task' || kind === 'budget' || kind === 'billing' ? 'awaiting_approval' : 'needs_clarification';
  state.waiting = { for: 'decision', checkpointId, sinceMs: nowMs };
}

function idOf(run: Run, taskId: string, prefix: string, kind: Checkpoint['about']['kind']): string {
  const { state } = taskOf(run, taskId);
  if (kind === 'task') return prefix;
  if (kind === 'budget' || kind === 'billing') return `${prefix}${nextMoneyQuestion(run, kind)}`;
  state.questions += 1;
  return `${prefix}${state.questions}`;
}

function nextMoneyQuestion(run: Run, kind: 'budget' | 'billing'): number {
  const { state } = run;
  if (kind === 'budget' && !state.asksOnceForMoney) return countBudgetQuestions(run) + 1;
  state.moneyQuestions = (state.moneyQuestions ?? 0) + 1;
  return state.moneyQuestions;
}

/** As runs of earlier builds number them: those that are open, and those that were answered. */
function countBudgetQuestions({ state }: Run): number {
  return (
    state.checkpoints.filter(({ about }) => about.kind === 'budget').length +
    state.decisions.filter(
      (record) => record.effect === 'accepted' && record.decision.checkpoint.startsWith('budget#'),
    ).length
  );
}

/** The task does not wait for its answer any more. A question that others wait for stays open. */
export function leaveCheckpoint(run: Run, taskId: string): void {
  const { state } = taskOf(run, taskId);
  if (state.waiting?.for !== 'decision') return;
  const { checkpointId } = state.waiting;
  delete state.waiting;
  const open = run.state.checkpoints.find((each) => each.checkpointId === checkpointId);
  const [next] = tasksWaitingFor(run, checkpointId);
  if (next === undefined || open === undefined) closeCheckpoint(run, checkpointId);
  else open.about.taskId = next;
}

/** Tasks that wait for this answer, in declared order. */
export function tasksWaitingFor(run: Run, checkpointId: string): string[] {
  return run.state.plan.tasks.flatMap(({ id }) => {
    const { waiting } = stateOf(run, id);
    return waiting?.for === 'decision' && waiting.checkpointId === checkpointId ? [id] : [];
  });
}

export function closeCheckpoint(run: Run, checkpointId: string): void {
  run.state.checkpoints = run.state.checkpoints.filter(
    (checkpoint) => checkpoint.checkpointId !== checkpointId,
  );
}
