import assert from 'node:assert/strict';
import type { Blocker } from '../../../src/protocol/run.ts';
import type { RunState, TaskState } from '../../../src/run/run-state.ts';
import type { Guard, Moment } from '../moment.ts';
import type { Scenario } from '../scenarios.ts';
import { hasEnded, isAble, stateIn, tasksById } from './oracle.ts';

const MINUTE_MS = 60_000;
/** It may be brought. */
const MISSING = 'credential_missing';

/** Calls in a row that may have been paid and were not answered. */
const MOST_BROKEN_CALLS = 4;

/** A task waits as long as it says, counted from when the thing was last there, and then its own policy decides. */
export function patience({ plan }: Scenario): Guard {
  const taskOf = tasksById(plan);
  const downSince = new Map<string, number>();
  const missingSince = new Map<string, number>();
  const broken = new Map<string, number>();
  let ableBefore = plan.tasks.filter((task) => task.dependsOn.length === 0).map((task) => task.id);
  let endedBefore = new Set<string>();
  return ({ happened, nowMs, run }) => {
    const { state } = run;
    const overdue = new Set<string>();
    if (happened.kind === 'look') {
      rememberMissing(missingSince, happened.found, nowMs);
      for (const { description, affectedTasks } of happened.found) {
        const waitedMs = nowMs - (missingSince.get(description) ?? nowMs);
        for (const taskId of affectedTasks)
          if (ableBefore.includes(taskId) && waitedMs >= taskOf(taskId).ifBlocked.waitMinutes * MINUTE_MS)
            overdue.add(taskId);
      }
      const wereAble = new Set(ableBefore);
      for (const { id } of plan.tasks)
        if (wereAble.has(id) && !overdue.has(id) && !state.aborted && happened.found.length > 0)
          assert.ok(!hasWaitedInVain(stateIn(state, id)), `${id} gave up too early`);
    }
    const answered = happened.kind === 'outcome' ? happened.effect.taskId : undefined;
    if (answered !== undefined && !endedBefore.has(answered)) {
      if (isOfTheModel(happened))
        broken.set(answered, isBroken(happened) ? (broken.get(answered) ?? 0) + 1 : 0);
      if ((broken.get(answered) ?? 0) >= MOST_BROKEN_CALLS) overdue.add(answered);
      else if (isUnavailable(happened)) {
        const sinceMs = downSince.get(answered) ?? nowMs;
        downSince.set(answered, sinceMs);
        if (nowMs - sinceMs >= taskOf(answered).ifBlocked.waitMinutes * MINUTE_MS) overdue.add(answered);
        else assert.equal(stateIn(state, answered).waiting?.for, 'time', `${answered} gave up too early`);
      } else downSince.delete(answered);
    }
    for (const taskId of overdue) assertGivenUp(state, taskOf(taskId));
    for (const taskId of overdue) downSince.delete(taskId);
    ableBefore = plan.tasks.filter((task) => isAble(run, task)).map((task) => task.id);
    endedBefore = new Set(plan.tasks.filter(({ id }) => hasEnded(stateIn(state, id))).map(({ id }) => id));
  };
}

/** People are waited for as long as is written; then that happens, and where nothing is written, nothing. */
export function people({ plan }: Scenario): Guard {
  const taskOf = tasksById(plan);
  const deadlines = new Map<string, number>();
  return ({ nowMs, run: { state } }) => {
    for (const { id } of plan.tasks) {
      const { error, skippedReason } = stateIn(state, id);
      if (!(error?.message ?? skippedReason ?? '').startsWith('Nobody decided')) continue;
      // A question that no time is given to is over before anybody sees it.
      const { waitMinutes } = taskOf(id).ifBlocked;
      assert.ok(
        waitMinutes === 0 || (deadlines.get(id) ?? Infinity) <= nowMs,
        `${id} was given up too early`,
      );
    }
    for (const { about, openedAt, escalated, checkpointId } of state.checkpoints) {
      const { written, waitMinutes, then } = taskOf(about.taskId).ifBlocked;
      const deadlineMs = Date.parse(openedAt) + waitMinutes * MINUTE_MS;
      const mayEnd = written === true && about.kind !== 'budget' && about.kind !== 'billing';
      if (mayEnd) deadlines.set(about.taskId, deadlineMs);
      const isOver = mayEnd && deadlineMs <= nowMs;
      if (isOver) assert.equal(then, 'escalate', `${checkpointId} is open for too long`);
      assert.equal(escalated === true, isOver, `${checkpointId} is escalated when nobody decided in time`);
    }
    const escalated = state.checkpoints.filter((checkpoint) => checkpoint.escalated).length;
    assert.ok((state.escalations ?? []).length >= escalated, 'an escalation is not told');
  };
}

function rememberMissing(since: Map<string, number>, found: Blocker[], nowMs: number): void {
  const now = new Set(found.map((blocker) => blocker.description));
  for (const description of since.keys()) if (!now.has(description)) since.delete(description);
  for (const description of now) if (!since.has(description)) since.set(description, nowMs);
}

function hasWaitedInVain({ error, skippedReason }: TaskState): boolean {
  return (error?.message ?? skippedReason ?? '').includes('It was waited for');
}

function isUnavailable(happened: Moment['happened']): boolean {
  if (happened.kind !== 'outcome') return false;
  const { outcome } = happened;
  return (
    outcome.kind === 'unavailable' ||
    (outcome.kind === 'unanswered' && AWAY.has(outcome.code)) ||
    (outcome.kind === 'failed' && outcome.code === MISSING) ||
    (outcome.kind === 'owner_answered' && outcome.answer.outcome === 'unavailable') ||
    (outcome.kind === 'owner_answered' &&
      outcome.answer.outcome === 'failed' &&
      outcome.answer.code === MISSING)
  );
}

const AWAY: ReadonlySet<string> = new Set(['model_overloaded', 'model_unreachable']);

/** An answer, or a call without one. */
function isOfTheModel(happened: Moment['happened']): boolean {
  return (
    happened.kind === 'outcome' &&
    ['code_produced', 'code_unusable', 'refused', 'unanswered'].includes(happened.outcome.kind)
  );
}

function isBroken(happened: Moment['happened']): boolean {
  if (happened.kind !== 'outcome' || happened.outcome.kind !== 'unanswered') return false;
  return happened.outcome.wasTaken && AWAY.has(happened.outcome.code);
}

function assertGivenUp(state: RunState, task: ReturnType<ReturnType<typeof tasksById>>): void {
  const { status } = stateIn(state, task.id);
  const { then } = task.ifBlocked;
  // Another task may have ended the run at the same moment.
  if (state.aborted) return;
  assert.notEqual(then, 'abort', `${task.id} ends the run when it has waited in vain`);
  assert.equal(
    status,
    then === 'skip_with_flag' && !task.critical ? 'skipped' : 'failed',
    `${task.id} has waited`,
  );
}
