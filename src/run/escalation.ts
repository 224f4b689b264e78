import type { AuditEntry, Escalation, RunView } from '../protocol/run.ts';
import type { Run } from './run-state.ts';

/** Notes that somebody has to be told of something. */
export function escalate(run: Run, taskId: string, reason: string, nowMs: number): void {
  const channel = run.tasksById.get(taskId)?.ifBlocked.channel;
  const at = new Date(nowMs).toISOString();
  (run.state.escalations ??= []).push({ taskId, reason, ...(channel !== undefined && { channel }), at });
}

/** What status, explain, audit and report say of an escalation: nobody else says it to anybody. */
export function escalationText({ taskId, reason, channel }: Escalation): string {
  const to = channel === undefined ? '' : ` to ${channel}`;
  return `${taskId} was escalated${to}: ${reason} No message was sent.`;
}

/** Decisions and escalations, oldest first. */
export function auditOf({
  decisions,
  escalations = [],
}: Pick<RunView, 'decisions' | 'escalations'>): AuditEntry[] {
  return [...decisions, ...escalations].toSorted((a, b) => a.at.localeCompare(b.at));
}
