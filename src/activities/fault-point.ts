/** Places before and after every external effect, at which the kill tests cut a worker down. */
export const FAULT_POINTS = [
  'n8n-write:before',
  'n8n-write:after',
  'n8n-activate:before',
  'n8n-activate:after',
  'n8n-check:before',
  'n8n-check:after',
  'model-call:before',
  'model-call:after',
  'sandbox:before',
  'sandbox:after',
  'artifact:before',
  'artifact:after',
  'report:before',
  'report:after',
] as const;
export type FaultPoint = (typeof FAULT_POINTS)[number];

/**
 * Kills this process with SIGKILL when MILLWRIGHT_FAULT_POINT names the place: the worker gets no chance to clean up,
 * as in a crash or a power failure. Without the variable it does nothing.
 */
export function reachFaultPoint(place: FaultPoint): void {
  if (process.env['MILLWRIGHT_FAULT_POINT'] === place) process.kill(process.pid, 'SIGKILL');
}

/** Runs an effect between its two fault points. */
export async function betweenFaultPoints<T>(
  effect: 'n8n-write' | 'n8n-activate' | 'n8n-check' | 'model-call' | 'sandbox' | 'artifact' | 'report',
  run: () => Promise<T>,
): Promise<T> {
  reachFaultPoint(`${effect}:before`);
  const result = await run();
  reachFaultPoint(`${effect}:after`);
  return result;
}
