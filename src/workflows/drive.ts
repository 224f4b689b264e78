import { CancellationScope, allHandlersFinished, condition, isCancellation } from '@temporalio/workflow';
import { abortRun, isFinished } from '../run/ending.ts';
import { applyOutcome } from '../run/outcomes.ts';
import { wakeTasks } from '../run/wait-for-service.ts';
import { applyReadiness, lookIsDue, nextDeadlineMs } from '../run/readiness.ts';
import { rosterOf } from '../run/roster.ts';
import type { Run } from '../run/run-state.ts';
import { lateOwners, ownerDeadlineMs, ownerIsLate } from '../run/owner-silence.ts';
import { nextEffects } from '../run/task-program.ts';
import { giveUpOnUndecided } from '../run/undecided.ts';
import { Alarm } from './alarm.ts';
import { askOwner, groupByOwner } from './ask-owner.ts';
import { isHistoryLong } from './history-length.ts';
import type { Inbox } from './inbox.ts';
import { lookAtReadiness } from './look-at-readiness.ts';
import { performEffect } from './perform-effect.ts';
import type { RunDisplay } from './run-display.ts';
import { WorkUnderWay } from './work-under-way.ts';

/** Why the loop ended: nothing can happen any more, somebody cancelled the run, or its history is long enough. */
export type DriveEnd = 'finished' | 'cancelled' | 'hand_over';

/** What is known about readiness decides what may start, whichever task ends with it. */
const BEFORE_ALL_TASKS = -1;

/**
 * Runs until nothing can happen any more, or until the history is long enough to be handed over to the next run of
 * the chain. What is under way when it returns has ended: a cancelled activity is waited for.
 */
export async function drive(run: Run, inbox: Inbox, display: RunDisplay): Promise<DriveEnd> {
  const work = new WorkUnderWay(inbox);
  let end: DriveEnd;
  try {
    end = await work.within(() => loop(run, inbox, display, work));
  } catch (error) {
    if (!isCancellation(error)) throw error;
    const { by, note } = run.state.cancelledBy ?? { by: 'cancellation' };
    abortRun(run, by, note ?? 'The run was cancelled.', Date.now());
    end = 'cancelled';
  }
  if (work.count > 0) await CancellationScope.nonCancellable(() => work.stop());
  return end;
}

/**
 * Starts all that may start, then waits for anything to change. Before a hand-over nothing new is started, what is
 * under way finishes, and people, services and owners that are waited for are state.
 */
async function loop(
  run: Run,
  inbox: Inbox,
  display: RunDisplay,
  work: WorkUnderWay,
): Promise<'finished' | 'hand_over'> {
  const alarm = new Alarm(() => (inbox.changed = true));
  const patience = new Alarm(() => (inbox.changed = true));
  if (run.state.readiness.looks === undefined) applyReadiness(run, await lookAtReadiness(run), Date.now());
  const mayHandOver = (): boolean => isHistoryLong() && work.count === 0 && allHandlersFinished();
  let looking = false;
  while (!isFinished(run)) {
    work.throwIfFailed();
    const handOver = isHistoryLong();
    if (mayHandOver()) return 'hand_over';
    if (!handOver) {
      wakeTasks(run, Date.now());
      giveUpOnUndecided(run, Date.now());
      for (const taskId of lateOwners(run, Date.now())) ownerIsLate(run, taskId, Date.now());
      if (!looking && lookIsDue(run, inbox.recheck, Date.now())) {
        inbox.recheck = false;
        looking = true;
        work.start(lookAtReadiness(run), BEFORE_ALL_TASKS, (blockers) => {
          looking = false;
          applyReadiness(run, blockers, Date.now());
        });
      }
      const { asks, others } = groupByOwner(nextEffects(run, Date.now()));
      for (const group of asks)
        work.start(askOwner(run.state.plan, group), BEFORE_ALL_TASKS, (reason) => {
          if (reason === undefined) return;
          const outcome = { kind: 'unavailable', code: 'owner_silent', reason } as const;
          for (const { taskId } of group) applyOutcome(run, taskId, outcome, Date.now());
        });
      for (const effect of others)
        work.start(performEffect(run, effect), rosterOf(run).rank.get(effect.taskId) ?? 0, (outcome) =>
          applyOutcome(run, effect.taskId, outcome, Date.now()),
        );
      if (isFinished(run)) break;
    }
    display.refresh();
    inbox.changed = false;
    alarm.set(handOver ? undefined : nextDeadlineMs(run));
    patience.setIfOff(ownerDeadlineMs(run));
    // The handler that woke this loop is itself finished a moment later; nothing else may come to wake it again.
    await condition(() => inbox.changed || mayHandOver());
    work.takeResults();
  }
  alarm.set(undefined);
  return 'finished';
}
