import type { OwnerInput, OwnerRequest, OwnerState } from '../protocol/owner.ts';
import type { RestoreResult } from '../protocol/activities.ts';
import { isTouching, restorePointOf, wayBack, withTouch } from '../run/touches.ts';
import { activities } from './activity-proxies.ts';
import type { Answer } from '../run/owner-answer-shape.ts';
import { problem, reply } from './owner-answers.ts';
import { runActivity, type ActivityAnswer } from './run-activity.ts';

/**
 * Remembers which runs a change is for. Before the first change of a run that may want it undone, what n8n has is
 * stored; runs that keep what they built cost nothing.
 */
export async function noteTouch(
  { n8nWorkflowId }: OwnerInput['target'],
  state: OwnerState,
  requests: OwnerRequest[],
  environmentHash: string,
): Promise<ActivityAnswer<void>> {
  const runs = [...new Set(requests.map(runOf))];
  const touches = state.touches ?? [];
  const isFirst = !isTouching(touches, runs);
  let restorePoint: string | undefined;
  if (isFirst && runs.length === 1 && requests.some((request) => request.mayRestore)) {
    const options = {
      activityId: `note:${requests[0]?.requestId ?? ''}`,
      summary: 'What n8n has before this run',
    };
    const { lastAppliedHash } = state;
    const noted = await runActivity(() =>
      activities.noteRestorePoint.executeWithOptions(options, [
        { n8nWorkflowId, environmentHash, ...(lastAppliedHash !== undefined && { lastAppliedHash }) },
      ]),
    );
    if (!noted.ok) return noted;
    restorePoint = noted.value;
  }
  state.touches = withTouch(touches, runs, restorePoint);
  return { ok: true, value: undefined };
}

/** For the record of a run that was asked for and is done: what it could be put back to. */
export function restorePointFor(state: OwnerState, request: OwnerRequest): { restorePoint?: string } {
  const restorePoint = restorePointOf(state.touches ?? [], runOf(request));
  return restorePoint === undefined ? {} : { restorePoint };
}

/** Undoes what a run changed, unless others have worked on it since. */
export async function restore(
  target: OwnerInput['target'],
  state: OwnerState,
  request: OwnerRequest,
  environmentHash: string,
): Promise<void> {
  const way = wayBack(state.touches ?? [], runOf(request));
  if (!way.possible) return reply(request, { outcome: 'kept', reason: way.reason });
  const options = { activityId: `restore:${request.requestId}`, summary: 'Put it back as it was' };
  const { lastAppliedHash } = state;
  const { n8nWorkflowId } = target;
  const { restorePoint } = way;
  const restored = await runActivity(() =>
    activities.restoreWorkflow.executeWithOptions(options, [
      {
        n8nWorkflowId,
        environmentHash,
        restorePoint,
        ...(lastAppliedHash !== undefined && { lastAppliedHash }),
      },
    ]),
  );
  if (restored.ok && restored.value.outcome === 'restored') {
    state.tasks = restored.value.tasks;
    delete state.lastAppliedHash;
    if (restored.value.lastAppliedHash !== undefined) state.lastAppliedHash = restored.value.lastAppliedHash;
    state.touches = way.remaining;
  }
  await reply(request, answerOf(restored));
}

function answerOf(restored: ActivityAnswer<RestoreResult>): Answer {
  if (!restored.ok) return problem(restored.code, restored.message);
  if (restored.value.outcome === 'kept') return restored.value;
  const { outcome, change, nodes, connections, active } = restored.value;
  return { outcome, change, nodes, connections, active };
}

/** Requests of a version that did not name the run stand for all runs of that workflow id. */
function runOf(request: OwnerRequest): string {
  return request.run ?? request.from;
}
