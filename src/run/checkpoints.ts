import type { DecisionWord } from '../protocol/decision.ts';
import { taskOf, type Checkpoint, type Run } from './run-state.ts';

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
  let checkpointId = prefix;
  if (prefix !== taskId) {
    state.questions += 1;
    checkpointId =
      prefix === 'budget#' ? `${prefix}${countBudgetQuestions(run) + 1}` : `${prefix}${state.questions}`;
  }
  run.state.checkpoints.push({ checkpointId, ...shown, openedAt: new Date(nowMs).toISOString() });
  state.status =
    question.about.kind === 'task' || question.about.kind === 'budget'
      ? 'awaiting_approval'
      : 'needs_clarification';
  state.waiting = { for: 'decision', checkpointId, sinceMs: nowMs };
}

function countBudgetQuestions(run: Run): number {
  return (
    Object.values(run.state.tasks).filter(
      (task) => task.waiting?.for === 'decision' && task.waiting.checkpointId.startsWith('budget#'),
    ).length +
    run.state.decisions.filter(
      (record) => record.effect === 'accepted' && record.decision.checkpoint.startsWith('budget#'),
    ).length
  );
}

export function closeCheckpoint(run: Run, checkpointId: string): void {
  run.state.checkpoints = run.state.checkpoints.filter(
    (checkpoint) => checkpoint.checkpointId !== checkpointId,
  );
}
