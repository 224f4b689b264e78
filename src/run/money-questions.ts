import type { CompactTask } from '../protocol/plan.ts';
import { limitFor } from './budget-ledger.ts';
import { openCheckpoint } from './checkpoints.ts';
import { taskOf, type Run, type TaskState } from './run-state.ts';

/** Highest possible price of the next call. One that did not fit gets more room, at most as much again. */
export function worstCaseOf(task: CompactTask, { cutOffs = 0 }: Readonly<TaskState>): number {
  return cutOffs === 0 ? task.worstCaseUsd : 2 * task.worstCaseUsd;
}

/** The next call does not fit. What is shown is the digest itself: two numbers. The stop prevents it, not one that runs. */
export function askForBudget(run: Run, taskId: string, worstCaseUsd: number, nowMs: number): void {
  const { ledger, asksOnceForMoney } = run.state;
  if (asksOnceForMoney && joinQuestion(run, taskId, 'budget', nowMs)) return;
  const neededUsd = limitFor(ledger, worstCaseUsd);
  openCheckpoint(run, taskId, nowMs, {
    prefix: 'budget#',
    about: { kind: 'budget', taskId, neededUsd },
    question: `The next model call could bring the cost to $${neededUsd.toFixed(2)}; the limit is $${ledger.stopUsd.toFixed(2)}. Raise it?`,
    digest: `usd-${neededUsd.toFixed(4)}-of-${ledger.stopUsd.toFixed(4)}`,
    shown: `Spent $${ledger.spentUsd.toFixed(4)}, reserved $${ledger.reservedUsd.toFixed(4)}, worst case of the next call $${worstCaseUsd.toFixed(4)}.`,
    allowed: ['continue', 'abort'],
  });
}

/** The API takes nothing more from this account. Every other call would be refused, too. */
export function askAboutBilling(run: Run, taskId: string, reason: string, nowMs: number): void {
  if (waitsForBilling(run, taskId, nowMs)) return;
  openCheckpoint(run, taskId, nowMs, {
    prefix: 'billing#',
    about: { kind: 'billing', taskId },
    question:
      'The model is not paid for any more. Raise the spending limit of the account, then go on (retry)? Or go on without what waits for the model (continue), or stop (abort)?',
    digest: `billing-${(run.state.moneyQuestions ?? 0) + 1}`,
    shown: reason,
    allowed: ['retry', 'continue', 'abort'],
  });
}

/** While it is open nobody asks the model. */
export function waitsForBilling(run: Run, taskId: string, nowMs: number): boolean {
  return joinQuestion(run, taskId, 'billing', nowMs);
}

/** Money is everybody's: whoever meets the open question waits for the same answer. */
function joinQuestion(run: Run, taskId: string, kind: 'budget' | 'billing', nowMs: number): boolean {
  const open = run.state.checkpoints.find(({ about }) => about.kind === kind);
  if (open === undefined) return false;
  const { state } = taskOf(run, taskId);
  state.status = 'awaiting_approval';
  state.waiting = { for: 'decision', checkpointId: open.checkpointId, sinceMs: nowMs };
  return true;
}
