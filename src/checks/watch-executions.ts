import { MillwrightError } from '../errors.ts';
import type { Execution } from '../n8n/client/execution.ts';
import { realExecutionsAfter } from '../n8n/live/live-executions.ts';
import { observe } from './evidence-record.ts';
import type { Observation } from './evidence.ts';
import type { LiveNote, LiveUse, UseFinding } from './live-use.ts';

/** Looks once whether somebody has used the live workflow. The run waits between two looks, not this process. */
export async function watchFirstExecution(
  { client, workflow, waitedMs }: LiveUse,
  minutes: number,
  { after }: LiveNote,
): Promise<UseFinding> {
  const real = await realExecutionsAfter(client, workflow.id, after);
  const first = real.find(({ status }) => status !== 'new' && status !== 'running' && status !== 'canceled');
  const execution = first && (await client.getExecution(first.id));
  if (execution) return { observations: [observeLive('first real execution', execution)] };
  const limit = `${minutes} ${minutes === 1 ? 'minute' : 'minutes'}`;
  if (waitedMs < minutes * 60_000) {
    throw new MillwrightError(
      'execution_awaited',
      `The first real execution of "${workflow.name}" is waited for, at most ${limit}.`,
    );
  }
  const text = `nobody used "${workflow.name}" within ${limit} of its activation, so no real execution was seen.`;
  return { observations: [], gaps: [{ mark: 'not_driven', text }] };
}

/** An execution that waits has come to a gate or a wait without an error. */
export function observeLive(name: string, { id, status, lastNode, error }: Execution): Observation {
  const isWell = status === 'success' || status === 'waiting';
  const place = lastNode === undefined ? '' : ` at "${lastNode}"`;
  const wrong = isWell ? [] : [`execution ${id} ended as ${status}${place}: ${error ?? 'without a message'}`];
  return observe(name, 'it goes through without an error', wrong);
}
