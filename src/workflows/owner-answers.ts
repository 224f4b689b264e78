import { getExternalWorkflowHandle, log } from '@temporalio/workflow';
import type { OwnerRequest } from '../protocol/owner.ts';
import type { Answer } from '../run/owner-answer-shape.ts';
import { isTransient } from '../run/task-error.ts';
import { ownerAnswerSignal } from './messages.ts';

/** What an activity that failed means for the run that asked. */
export function problem(code: string, message: string): Answer {
  return isTransient(code) || code === 'activity_timeout'
    ? { outcome: 'unavailable', reason: message }
    : { outcome: 'failed', code, message };
}

/** The run may have ended meanwhile; then nobody waits for the answer. */
export async function reply(request: OwnerRequest, answer: Answer): Promise<void> {
  try {
    await getExternalWorkflowHandle(request.from).signal(ownerAnswerSignal, {
      requestId: request.requestId,
      ...(request.run !== undefined && { run: request.run }),
      ...answer,
    });
  } catch (error) {
    log.warn('The run that asked is gone', { from: request.from, error });
  }
}
