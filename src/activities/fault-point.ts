import { Context } from '@temporalio/activity';

/** Set by tests that kill workers; without it nothing here is installed. */
const SWITCH = 'MILLWRIGHT_FAULT_POINTS';

/** Where in an activity a worker can die: before its effect, before it stores something, after all of it. */
export const FAULT_PLACES = ['before', 'storing', 'after'] as const;
export type FaultPlace = (typeof FAULT_PLACES)[number];

/** What the parent process is told when a worker stands at such a place. It answers with the number. */
export interface FaultPoint {
  number: number;
  place: FaultPlace;
  activity: string;
  activityId: string;
  workflowId: string;
}

const standing = new Map<number, () => void>();
let reached = 0;

/** Whether this process was started by a test that wants to stop it at fault points. */
export function hasFaultPoints(): boolean {
  return process.env[SWITCH] !== undefined && process.send !== undefined;
}

/**
 * Tells the parent process where the running activity stands, and waits until it says to go on. So a test can kill the
 * worker, the server or both exactly there.
 */
export function reachFaultPoint(place: FaultPlace): Promise<void> {
  const { activityType: activity, activityId, workflowExecution } = Context.current().info;
  if (reached === 0) process.on('message', goOn);
  const number = (reached += 1);
  const workflowId = workflowExecution?.workflowId ?? '';
  const point: FaultPoint = { number, place, activity, activityId, workflowId };
  return new Promise((resolve) => {
    standing.set(number, resolve);
    process.send?.(point);
  });
}

function goOn(number: unknown): void {
  if (typeof number !== 'number') return;
  standing.get(number)?.();
  standing.delete(number);
}
