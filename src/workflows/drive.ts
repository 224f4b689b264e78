import {
  CancellationScope,
  allHandlersFinished,
  condition,
  isCancellation,
  workflowInfo,
} from '@temporalio/workflow';
import type { Blocker } from '../run/run-view.ts';
import { isFinished } from '../run/ending.ts';
import { applyOutcome, wakeTasks } from '../run/outcomes.ts';
import { applyReadiness, lookIsDue, nextDeadlineMs } from '../run/readiness.ts';
import type { Run } from '../run/run-state.ts';
import { nextEffects } from '../run/task-program.ts';
import { viewOf } from '../run/view.ts';
import { activities } from './activity-proxies.ts';
import { Alarm } from './alarm.ts';
import { askOwner, groupByOwner } from './ask-owner.ts';
import type { Inbox } from './inbox.ts';
import { performEffect } from './perform-effect.ts';
import { runActivity } from './run-activity.ts';
import type { RunDisplay } from './run-display.ts';

/**
 * Runs until nothing can happen any more, or until the history is long enough to be handed over to the next run of
 * the chain (M26): then nothing new is started, what is under way finishes, and people, services and owners that
 * are waited for are state.
 * @throws CancelledFailure when the run is cancelled.
 */
export async function drive(run: Run, inbox: Inbox, display: RunDisplay): Promise<'finished' | 'hand_over'> {
  const work = new WorkUnderWay(inbox);
  const context = { run, view: () => viewOf(run, workflowInfo()) };
  const alarm = new Alarm(() => (inbox.changed = true));
  const perform = async (effect: Parameters<typeof performEffect>[1]): Promise<void> => {
    applyOutcome(run, effect.taskId, await performEffect(context, effect), Date.now());
  };
  if (run.state.readiness.looks === undefined) await lookAtReadiness(run);
  const mayHandOver = (): boolean =>
    workflowInfo().continueAsNewSuggested && work.count === 0 && allHandlersFinished();
  let looking = false;
  while (!isFinished(run)) {
    work.throwIfFailed();
    const handOver = workflowInfo().continueAsNewSuggested;
    if (mayHandOver()) return 'hand_over';
    if (!handOver) {
      wakeTasks(run, Date.now());
      if (!looking && lookIsDue(run, inbox.recheck, Date.now())) {
        inbox.recheck = false;
        looking = true;
        work.start(() => lookAtReadiness(run).finally(() => (looking = false)));
      }
      const { asks, others } = groupByOwner(nextEffects(run, Date.now()));
      for (const group of asks) work.start(() => askOwner(run.state.plan, group));
      for (const effect of others) work.start(() => perform(effect));
      if (isFinished(run)) break;
    }
    display.refresh();
    inbox.changed = false;
    alarm.set(handOver ? undefined : nextDeadlineMs(run));
    // The handler that woke this loop is itself finished a moment later; nothing else may come to wake it again.
    await condition(() => inbox.changed || mayHandOver());
  }
  alarm.set(undefined);
  await work.cancel();
  return 'finished';
}

/** Counts what is under way, keeps its first unexpected failure, and can cancel it all. */
class WorkUnderWay {
  count = 0;
  private readonly inbox: Inbox;
  private readonly scope = new CancellationScope();
  private failure: unknown;

  constructor(inbox: Inbox) {
    this.inbox = inbox;
  }

  start(work: () => Promise<void>): void {
    this.count += 1;
    this.scope
      .run(work)
      .catch((error: unknown) => (this.failure ??= error))
      .finally(() => {
        this.count -= 1;
        this.inbox.changed = true;
      });
  }

  throwIfFailed(): void {
    if (this.failure !== undefined) throw this.failure;
  }

  /** Only an aborted run has work left here; it hears of the cancellation with its next heartbeat. */
  async cancel(): Promise<void> {
    if (this.count === 0) return;
    this.scope.cancel();
    await condition(() => this.count === 0);
    if (this.failure !== undefined && !isCancellation(this.failure)) throw this.failure;
  }
}

async function lookAtReadiness(run: Run): Promise<void> {
  const { specificationHash, environmentHash } = run.state.plan;
  const options = {
    activityId: `readiness#${run.state.readiness.looks ?? 0}`,
    summary: 'Is everything there that the run needs?',
  };
  const found = await runActivity(() =>
    activities.checkReadiness.executeWithOptions(options, [{ specificationHash, environmentHash }]),
  );
  applyReadiness(run, found.ok ? found.value.blockers : [unavailable(run, found.message)], Date.now());
}

function unavailable(run: Run, reason: string): Blocker {
  return {
    type: 'environment_unavailable',
    description: reason,
    affectedTasks: run.state.plan.tasks.map((task) => task.id),
    resolutionRequired: 'Make it available; the run looks again by itself.',
  };
}
