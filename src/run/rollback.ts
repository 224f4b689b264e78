import type { CompactPlan } from '../protocol/plan.ts';
import type { OwnerAnswer, OwnerRequest } from '../protocol/owner.ts';
import { backOffMs } from './back-off.ts';
import { runStatus } from './ending.ts';
import type { Rollback, Run } from './run-state.ts';

/** How long an ended run waits for an n8n that does not answer before it leaves things as they are. */
const WAITS_AT_MOST_MS = 10 * 60_000;

/** True when a run of this plan may want to undo what it did; else nothing has to be noted for it. */
export function mayRollBack(plan: CompactPlan): boolean {
  return plan.onFailure === 'rollback' || plan.tasks.some((task) => task.onFailure === 'rollback');
}

/**
 * The n8n components that an ended run puts back, the one touched last first: all that it touched, when it
 * ended without success and its policy says so; and those of failed tasks that say so themselves.
 */
export function componentsToRestore(run: Run): string[] {
  const { plan, tasks } = run.state;
  const status = runStatus(run);
  const undoAll = plan.onFailure === 'rollback' && (status === 'aborted' || status === 'failed');
  const firstTouch = new Map<string, number>();
  const wanted = new Set<string>();
  for (const task of plan.tasks) {
    const componentId = task.n8nComponent ?? task.component;
    const state = tasks[task.id];
    if (componentId === undefined || state === undefined) continue;
    if (undoAll || (task.onFailure === 'rollback' && state.status === 'failed')) wanted.add(componentId);
    if (state.requests === 0) continue;
    const earliest = Math.min(firstTouch.get(componentId) ?? Infinity, state.startedAtMs ?? Infinity);
    firstTouch.set(componentId, earliest);
  }
  return [...firstTouch]
    .filter(([componentId]) => wanted.has(componentId))
    .toSorted(([, a], [, b]) => b - a)
    .map(([componentId]) => componentId);
}

/** What to ask the owner of the component for, or undefined when it is decided what becomes of it. */
export function requestRestore(
  run: Run,
  componentId: string,
  nowMs: number,
): Omit<OwnerRequest, 'from'> | undefined {
  const rollbacks = (run.state.rollbacks ??= {});
  const earlier = rollbacks[componentId];
  if (earlier !== undefined && earlier.state !== 'unavailable') return undefined;
  const looks = earlier === undefined ? 0 : earlier.looks + 1;
  const sinceMs = earlier?.sinceMs ?? nowMs;
  const requestId = `restore:${componentId}#${looks}`;
  rollbacks[componentId] = { state: 'asked', requestId, looks, sinceMs };
  return { requestId, operation: { kind: 'restore', environmentHash: run.state.plan.environmentHash } };
}

/** Takes in the answer to a request of `requestRestore`; one that nobody waits for changes nothing. */
export function applyRestoreAnswer(run: Run, answer: OwnerAnswer, nowMs: number): void {
  for (const [componentId, rollback] of Object.entries(run.state.rollbacks ?? {})) {
    if (rollback.state !== 'asked' || rollback.requestId !== answer.requestId) continue;
    settle(run, componentId, afterAnswer(rollback, answer, nowMs));
    const component = run.state.components[componentId];
    if (answer.outcome !== 'restored' || component === undefined) continue;
    const { active, nodes, connections } = answer;
    Object.assign(component, { active, nodes, connections });
  }
}

/** The owner did not answer in time: what became of the request is not known. */
export function giveUpRestore(run: Run, componentId: string): void {
  settle(run, componentId, { state: 'kept', reason: 'The owner of the n8n workflow did not answer.' });
}

/** How long to wait before asking again, or undefined when there is nothing to ask again. */
export function restorePauseMs(run: Run, componentId: string): number | undefined {
  const rollback = run.state.rollbacks?.[componentId];
  return rollback?.state === 'unavailable' ? backOffMs(rollback.looks) : undefined;
}

export function isAsked(run: Run, componentId: string): boolean {
  return run.state.rollbacks?.[componentId]?.state === 'asked';
}

function settle(run: Run, componentId: string, rollback: Rollback): void {
  (run.state.rollbacks ??= {})[componentId] = rollback;
}

function afterAnswer(
  asked: Extract<Rollback, { state: 'asked' }>,
  answer: OwnerAnswer,
  nowMs: number,
): Rollback {
  switch (answer.outcome) {
    case 'restored':
      return { state: 'restored', change: answer.change };
    case 'kept':
      return { state: 'kept', reason: answer.reason };
    case 'failed':
      return { state: 'kept', reason: answer.message };
    case 'unavailable':
      return nowMs - asked.sinceMs >= WAITS_AT_MOST_MS
        ? { state: 'kept', reason: `${answer.reason} It was waited for.` }
        : { state: 'unavailable', looks: asked.looks, sinceMs: asked.sinceMs };
    case 'done':
    case 'conflict':
      return { state: 'kept', reason: `The owner answered ${answer.outcome}, which is no answer to this.` };
  }
}
