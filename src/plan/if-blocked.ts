import type { CompactTask } from '../protocol/plan.ts';
import type { Environment, IfBlocked, Task } from '../spec/model.ts';

/** What the author wrote for a task that waits too long, with the channel as the environment calls it. */
export function writtenPolicy(
  { if_blocked: policy }: Task,
  { channels }: Environment,
): IfBlocked | undefined {
  const channel = policy?.escalation_channel;
  return policy && channel !== undefined
    ? { ...policy, escalation_channel: channels[channel] ?? channel }
    : policy;
}

/** The same for the run. Where nothing is written, services are waited for an hour, and people for ever. */
export function ifBlockedOf(task: Task, environment: Environment): CompactTask['ifBlocked'] {
  const policy = writtenPolicy(task, environment);
  if (policy === undefined) return { waitMinutes: 60, then: 'escalate' };
  const { wait_minutes: waitMinutes, then, escalation_channel: channel } = policy;
  return { waitMinutes, then, ...(channel !== undefined && { channel }), written: true };
}
