import { randomUUID } from 'node:crypto';
import {
  QueryNotRegisteredError,
  ServiceError,
  WorkflowFailedError,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
  type Client,
  type WorkflowExecutionDescription,
} from '@temporalio/client';
import { ApplicationFailure, CancelledFailure, TerminatedFailure } from '@temporalio/common';
import { MillwrightError } from '../../errors.ts';
import { MESSAGES, RUN_WORKFLOW } from '../../protocol/names.ts';
import type { OwnerState } from '../../protocol/owner.ts';
import type { Decision, DecisionRecord } from '../../protocol/decision.ts';
import type { RunView } from '../../protocol/run.ts';
import { unanswered } from './unanswered.ts';
import { asTerminated } from './terminated-run.ts';

/** A query or update without a worker would hang for ever. */
const ANSWER_MS = 10_000;

/** One row of `millwright list`. */
export interface ListedRun {
  workflowId: string;
  runId: string;
  temporalStatus: string;
  startedAt: string;
  closedAt?: string;
}

/** Runs, as the command line sees them: Temporal's calls with deadlines, and errors with codes. */
export class RunClient {
  readonly client: Client;

  constructor(client: Client) {
    this.client = client;
  }

  /**
   * @throws MillwrightError `run_not_found`, `worker_missing`, `build_missing`, `run_stuck`; `spec_invalid` for a run that was not admitted; `run_starting`
   *   for one that is being admitted now.
   */
  async status(workflowId: string): Promise<RunView> {
    const view = await this.query<RunView | null>(workflowId, MESSAGES.status);
    if (view?.endedAt !== undefined) return view;
    const description = await this.describe(workflowId);
    if (view !== null) return (description && asTerminated(view, description)) ?? view;
    if (description?.status.name === 'RUNNING')
      throw new MillwrightError('run_starting', `${workflowId} is being admitted.`);
    throw await this.rejection(workflowId);
  }

  /** Why a run ended before it began. */
  private async rejection(workflowId: string): Promise<MillwrightError> {
    const failure: unknown = await this.client.workflow
      .getHandle(workflowId)
      .result()
      .then(
        () => undefined,
        (error: unknown) => error,
      );
    const cause = failure instanceof WorkflowFailedError ? failure.cause : undefined;
    if (cause instanceof CancelledFailure || cause instanceof TerminatedFailure)
      return new MillwrightError('cancelled', `${workflowId} was stopped before it had begun.`);
    return new MillwrightError(
      'spec_invalid',
      cause?.message ?? `${workflowId} ended before it was admitted.`,
      { cause: failure },
    );
  }

  async query<Result>(workflowId: string, name: string, input?: unknown): Promise<Result> {
    const handle = this.client.workflow.getHandle(workflowId);
    const ask = (): Promise<Result> =>
      input === undefined ? handle.query<Result>(name) : handle.query<Result, [unknown]>(name, input);
    return this.answered(workflowId, ask);
  }

  /** Sends a decision as an update, so that its sender hears what became of it. */
  async decide(workflowId: string, decision: Omit<Decision, 'decision_id'>): Promise<DecisionRecord> {
    const decisionId = randomUUID();
    const handle = this.client.workflow.getHandle(workflowId);
    return this.answered(workflowId, () =>
      handle.executeUpdate<DecisionRecord, [Decision]>(MESSAGES.decideCheckpoint, {
        args: [{ ...decision, decision_id: decisionId }],
        updateId: decisionId,
      }),
    );
  }

  /** Undefined when nothing was ever built there. */
  async ownerState(ownerId: string): Promise<OwnerState | undefined> {
    const description = await this.describe(ownerId);
    return description?.status.name === 'RUNNING'
      ? this.query<OwnerState>(ownerId, MESSAGES.ownerState)
      : undefined;
  }

  async cancel(workflowId: string): Promise<void> {
    await this.answered(workflowId, () => this.client.workflow.getHandle(workflowId).cancel());
  }

  /** Undefined when there never was such a run. */
  async describe(workflowId: string): Promise<WorkflowExecutionDescription | undefined> {
    try {
      return await this.client.workflow.getHandle(workflowId).describe();
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return undefined;
      throw asMillwrightError(error, workflowId);
    }
  }

  async list(): Promise<ListedRun[]> {
    const rows: ListedRun[] = [];
    for await (const run of this.client.workflow.list({ query: `WorkflowType = '${RUN_WORKFLOW}'` })) {
      rows.push({
        workflowId: run.workflowId,
        runId: run.runId,
        temporalStatus: run.status.name,
        startedAt: run.startTime.toISOString(),
        ...(run.closeTime && { closedAt: run.closeTime.toISOString() }),
      });
    }
    return rows;
  }

  async close(): Promise<void> {
    await this.client.connection.close();
  }

  private async answered<Result>(workflowId: string, ask: () => Promise<Result>): Promise<Result> {
    try {
      return await this.client.withDeadline(Date.now() + ANSWER_MS, ask);
    } catch (error) {
      if (!isUnanswered(error)) throw asMillwrightError(error, workflowId);
      throw unanswered(workflowId, await this.describe(workflowId), ANSWER_MS, error);
    }
  }
}

function asMillwrightError(error: unknown, workflowId: string): unknown {
  if (error instanceof WorkflowNotFoundError) {
    return new MillwrightError('run_not_found', `There is no run ${workflowId}, or it has ended.`, {
      cause: error,
    });
  }
  // The SDK gives this error for every query that fails, also when the history does not replay.
  if (error instanceof QueryNotRegisteredError && !/did not register a handler/i.test(error.message)) {
    return stuck(workflowId, error.message, error);
  }
  if (error instanceof QueryNotRegisteredError) {
    return new MillwrightError('run_not_found', `${workflowId} is not a run of Millwright.`, {
      cause: error,
    });
  }
  if (error instanceof WorkflowUpdateFailedError && error.cause instanceof ApplicationFailure) {
    return new MillwrightError('checkpoint_not_open', error.cause.message, { cause: error });
  }
  // The second is what a worker answers that was asked before the server knew.
  if (error instanceof ServiceError && /workflow task in failed state|TMPRL1100/i.test(String(error.cause))) {
    return stuck(workflowId, String(error.cause), error);
  }
  if (error instanceof ServiceError) {
    return new MillwrightError(
      'temporal_unreachable',
      `Temporal did not answer: ${error.message}: ${causeOf(error)}`,
      {
        cause: error,
      },
    );
  }
  return error;
}

function stuck(workflowId: string, reason: string, cause: Error): MillwrightError {
  const message = `The workers fail at ${workflowId}. It stands still, and nothing is lost. They say: ${reason}`;
  return new MillwrightError('run_stuck', message, { cause });
}

function causeOf({ cause }: ServiceError): string {
  return cause instanceof Error ? cause.message : String(cause);
}

/** Server 1.29 says "no poller seen …" when the last worker went more than 20 s ago, and runs into the deadline before. */
function isUnanswered(error: unknown): boolean {
  if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError) return true;
  if (!(error instanceof ServiceError)) return false;
  return /deadline exceeded|no poller seen/i.test(String(error.cause ?? error.message));
}
