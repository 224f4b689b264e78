import {
  condition,
  continueAsNew,
  log,
  patched,
  setCurrentDetails,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import type { AppliedTask, OwnerInput, OwnerRequest, OwnerState } from '../protocol/owner.ts';
import type { DeployResult } from '../protocol/activities.ts';
import { activities } from './activity-proxies.ts';
import { ownerRequestSignal, ownerStateQuery } from './messages.ts';
import { ownerBeginning } from './owner-beginning.ts';
import { readOwnerRequests } from '../run/owner-request-shape.ts';
import { runActivity } from './run-activity.ts';
import { LAST_LINE } from '../run/details.ts';
import type { Answer } from '../run/owner-answer-shape.ts';
import { problem, reply } from './owner-answers.ts';
import { noteTouch, restore, restorePointFor } from './owner-restore.ts';

type ApplyRequest = OwnerRequest & { operation: { kind: 'apply' } };

/**
 * Owns one n8n workflow of one instance: every change goes through here, one at a time, so two runs never
 * write past each other. It works when it is idle: all changes that wait go out as one write. It outlives runs.
 */
export async function n8nWorkflowOwner(input: OwnerInput): Promise<void> {
  const { target, state, waiting } = ownerBeginning(input);
  setHandler(ownerStateQuery, () => state, {
    description: 'What was applied last, and for which tasks. No input.',
  });
  setHandler(ownerRequestSignal, (sent) => {
    const { requests, refused } = readOwnerRequests(sent);
    if (refused > 0) log.warn('What is no request was ignored', { refused });
    waiting.push(...requests);
  });
  for (;;) {
    setCurrentDetails(describe(target, state, waiting.length));
    await condition(() => waiting.length > 0 || workflowInfo().continueAsNewSuggested);
    if (waiting.length === 0) await continueAsNew<typeof n8nWorkflowOwner>({ target, state });
    // One that is never idle would never hand over.
    if (workflowInfo().continueAsNewSuggested && patched('hands over what waits'))
      await continueAsNew<typeof n8nWorkflowOwner>({ target, state, waiting });
    await serve(target, state, waiting.splice(0));
  }
}

async function serve(target: OwnerInput['target'], state: OwnerState, batch: OwnerRequest[]): Promise<void> {
  const applies = batch.filter((request): request is ApplyRequest => request.operation.kind === 'apply');
  if (applies.length > 0) await apply(target, state, applies);
  for (const request of batch) {
    const { operation } = request;
    if (operation.kind === 'restore') await restore(target, state, request, operation.environmentHash);
    else if (operation.kind !== 'apply') await switchActive(target, state, request, operation);
  }
}

async function apply(
  target: OwnerInput['target'],
  state: OwnerState,
  requests: ApplyRequest[],
): Promise<void> {
  const newest = requests.at(-1)?.operation;
  if (!newest) return;
  const noted = await noteTouch(target, state, requests, newest.environmentHash);
  if (!noted.ok) {
    for (const request of requests) await reply(request, problem(noted.code, noted.message));
    return;
  }
  const options = {
    activityId: `write:${requests.map((request) => request.requestId).join('+')}`.slice(0, 200),
    summary: `Write ${requests.map((request) => request.operation.taskId).join(', ')}`.slice(0, 180),
  };
  const answer = await runActivity(() =>
    activities.deployWorkflow.executeWithOptions(options, [
      {
        ...target,
        newest: { specificationHash: newest.specificationHash, environmentHash: newest.environmentHash },
        tasks: withRequested(state.tasks, requests),
        requestedTaskIds: requests.map((request) => request.operation.taskId),
        ...(state.lastAppliedHash && { lastAppliedHash: state.lastAppliedHash }),
        overwrite: requests.some((request) => request.operation.overwrite),
      },
    ]),
  );
  if (answer.ok && answer.value.outcome === 'done') {
    state.tasks = answer.value.tasks;
    state.lastAppliedHash = answer.value.lastAppliedHash;
  }
  for (const request of requests) {
    await reply(
      request,
      answer.ok ? answerFor(state, request, answer.value) : problem(answer.code, answer.message),
    );
  }
}

function withRequested(applied: AppliedTask[], requests: ApplyRequest[]): AppliedTask[] {
  const tasks = new Map(applied.map((task) => [task.taskId, task]));
  for (const { operation } of requests) {
    const codeHash = operation.codeHashes[operation.taskId];
    const { taskId, specificationHash, environmentHash } = operation;
    tasks.set(taskId, { taskId, specificationHash, environmentHash, ...(codeHash && { codeHash }) });
  }
  return [...tasks.values()];
}

function answerFor(state: OwnerState, request: ApplyRequest, result: DeployResult): Answer {
  if (result.outcome === 'conflict') return result;
  const { taskId } = request.operation;
  const failure = result.failedTasks[taskId];
  if (failure) return { outcome: 'failed', ...failure };
  return {
    outcome: 'done',
    change: result.changes[taskId] ?? 'no change',
    nodes: result.nodes,
    connections: result.connections,
    active: result.active,
    documentHash: result.lastAppliedHash,
    ...restorePointFor(state, request),
  };
}

async function switchActive(
  target: OwnerInput['target'],
  state: OwnerState,
  request: OwnerRequest,
  operation: Exclude<OwnerRequest['operation'], { kind: 'apply' | 'restore' }>,
): Promise<void> {
  const noted = await noteTouch(target, state, [request], operation.environmentHash);
  if (!noted.ok) return reply(request, problem(noted.code, noted.message));
  const active = operation.kind === 'activate';
  const options = {
    activityId: `${operation.kind}:${request.requestId}`,
    summary: active ? 'Activate' : 'Deactivate',
  };
  const { n8nWorkflowId } = target;
  const answer = await runActivity(() =>
    activities.setWorkflowActive.executeWithOptions(options, [
      { n8nWorkflowId, environmentHash: operation.environmentHash, active },
    ]),
  );
  await reply(
    request,
    answer.ok
      ? { outcome: 'done', ...answer.value, active, documentHash: '', ...restorePointFor(state, request) }
      : problem(answer.code, answer.message),
  );
}

function describe(
  { workflowName, n8nWorkflowId }: OwnerInput['target'],
  state: OwnerState,
  waiting: number,
): string {
  return [
    `The only writer of the n8n workflow **${workflowName}** (\`${n8nWorkflowId}\`). ` +
      'Runs ask it for changes and hear back; it stays when they end.',
    '',
    `- Tasks that stand in it: ${state.tasks.map((task) => task.taskId).join(', ') || 'none yet'}`,
    `- Requests that wait: ${waiting}`,
    '',
    LAST_LINE,
  ].join('\n');
}
