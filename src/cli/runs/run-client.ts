import { randomUUID } from 'node:crypto';
import { WorkflowNotFoundError, type Client, type WorkflowExecutionDescription } from '@temporalio/client';
import { MillwrightError } from '../../errors.ts';
import type { Decision, DecisionRecord } from '../../protocol/decision.ts';
import { MESSAGES, RUN_WORKFLOW } from '../../protocol/names.ts';
import type { OwnerState } from '../../protocol/owner.ts';
import type { CompactPlan } from '../../protocol/plan.ts';
import { parseRunReference, type RunReference } from '../../protocol/run-reference.ts';
import type { RunView } from '../../protocol/run.ts';
import type { Cancellation } from '../../run/cancellation.ts';
import { askAgain, askEnded } from './ask-again.ts';
import { asEnded } from './ended-from-outside.ts';
import type { EndedRun, KeptRuns } from './kept-runs.ts';
import { nextOfChain } from './next-of-chain.ts';
import { workerFailure } from './stuck.ts';
import { asMillwrightError, causeOf, isStuck, isUnanswered, rejection, stuck } from './temporal-errors.ts';
import { unanswered } from './unanswered.ts';

/** A query or update without a worker would hang for ever. */
const ANSWER_MS = 10_000;

/** Where a run is: which execution, and what Temporal says of it; undefined when Temporal does not know it (any more). */
interface Place extends RunReference {
  description: WorkflowExecutionDescription | undefined;
}

/**
 * Runs, as the command line sees them: open ones are asked through Temporal, with deadlines and errors that have codes;
 * of ended ones the record is read (docs/decisions/run-record.md). RUN is a workflow id or `<workflow id>/<run id>`.
 */
export class RunClient {
  readonly client: Client;
  readonly kept: KeptRuns;

  constructor(client: Client, kept: KeptRuns) {
    this.client = client;
    this.kept = kept;
  }

  /**
   * The state of a run, open or ended.
   * @throws MillwrightError `run_not_found`, `worker_missing`, `build_missing`, `run_stuck`; `run_starting`
   *   for one that is being admitted now.
   */
  async status(run: string): Promise<RunView> {
    const place = await this.locate(run);
    if (!isOpen(place)) return (await this.endedAt(place)).view;
    const view = await this.query<RunView | null>(place, MESSAGES.status);
    if (view === null) throw new MillwrightError('run_starting', `${run} is being admitted.`);
    return view;
  }

  /** @throws MillwrightError `report_missing` for a run that has not ended; as {@link status}. */
  async ended(run: string): Promise<EndedRun> {
    const place = await this.locate(run);
    if (!isOpen(place)) return this.endedAt(place);
    throw new MillwrightError('report_missing', `${run} has not ended; its report is written at the end.`);
  }

  /**
   * An open run: it can be decided on and cancelled.
   * @throws MillwrightError `run_ended` with when, `run_not_found`.
   */
  async open(run: string): Promise<{ workflowId: string; runId: string }> {
    const place = await this.locate(run);
    const { workflowId, description } = place;
    if (description && isOpen(place)) return { workflowId, runId: description.runId };
    const at = place.description?.closeTime?.toISOString() ?? (await this.endedAt(place)).view.endedAt;
    throw new MillwrightError('run_ended', `${run} has ended${at === undefined ? '' : ` at ${at}`}.`);
  }

  /** Temporal's word for where a run stands, at the end of its chain; undefined when Temporal does not know it. */
  async temporalStatus(run: string): Promise<string | undefined> {
    return (await this.locate(run)).description?.status.name;
  }

  /** Sends a decision as an update, so that its sender hears what became of it. */
  async decide(workflowId: string, decision: Omit<Decision, 'decision_id'>): Promise<DecisionRecord> {
    const decisionId = randomUUID();
    const handle = this.client.workflow.getHandle(workflowId);
    return this.answered({ workflowId }, () =>
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
      ? this.query<OwnerState>({ workflowId: ownerId }, MESSAGES.ownerState)
      : undefined;
  }

  /** Temporal's cancellation names nobody: who asks, and why, goes before it. */
  async cancel(workflowId: string, said?: Cancellation): Promise<void> {
    const handle = this.client.workflow.getHandle(workflowId);
    if (said) await this.answered({ workflowId }, () => handle.signal(MESSAGES.cancelledBy, said));
    await this.answered({ workflowId }, () => handle.cancel());
  }

  /** Undefined when Temporal does not know it. */
  async describe(workflowId: string, runId?: string): Promise<WorkflowExecutionDescription | undefined> {
    try {
      return await this.client.workflow.getHandle(workflowId, runId).describe();
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return undefined;
      throw asMillwrightError(error, workflowId);
    }
  }

  async close(): Promise<void> {
    await this.client.connection.close();
  }

  /** @throws MillwrightError `run_not_found` for what is no run of Millwright. */
  private async locate(run: string): Promise<Place> {
    const { workflowId, runId } = parseRunReference(run);
    let place: Place = { workflowId, runId, description: await this.describe(workflowId, runId) };
    while (place.description?.status.name === 'CONTINUED_AS_NEW') {
      const next = await nextOfChain(this.client, workflowId, place.description.runId);
      if (next === undefined) break;
      place = { workflowId, runId: next, description: await this.describe(workflowId, next) };
    }
    const type = place.description?.type ?? RUN_WORKFLOW;
    if (type !== RUN_WORKFLOW)
      throw new MillwrightError('run_not_found', `${run} is not a run of Millwright.`);
    return place;
  }

  /** The record, where there is one; else what the history says, which becomes the record. */
  private async endedAt({ workflowId, runId, description }: Place): Promise<EndedRun> {
    const reference = { workflowId, runId: runId ?? description?.runId };
    const kept = await this.kept.find(reference);
    if (kept) return kept;
    if (description === undefined) {
      const run = runId === undefined ? workflowId : `${workflowId}/${runId}`;
      const where = `Temporal does not know it, and no record of it is in ${this.kept.folder}.`;
      throw new MillwrightError('run_not_found', `There is no run ${run}: ${where}`);
    }
    const view = await this.queryEnded<RunView | null>(reference, MESSAGES.status, MESSAGES.endedStatus);
    const plan = await this.queryEnded<CompactPlan | null>(reference, MESSAGES.plan, MESSAGES.endedPlan);
    // A run of an older build that was not admitted tells nothing.
    if (view === null || (plan === null && view.refused === undefined)) throw await this.rejection(reference);
    return this.kept.keep(asEnded(view, description), plan ?? undefined);
  }

  private async rejection({ workflowId, runId }: RunReference): Promise<MillwrightError> {
    const result = this.client.workflow.getHandle(workflowId, runId).result();
    return rejection(
      workflowId,
      await result.then(
        () => undefined,
        (error: unknown) => error,
      ),
    );
  }

  private async query<Result>({ workflowId, runId }: RunReference, name: string): Promise<Result> {
    const handle = this.client.workflow.getHandle(workflowId, runId);
    return this.answered({ workflowId, runId }, () => askAgain(() => handle.query<Result>(name)));
  }

  private async queryEnded<Result>(
    { workflowId, runId }: RunReference,
    name: string,
    between: string,
  ): Promise<Result> {
    const handle = this.client.workflow.getHandle(workflowId, runId);
    const ask = (query: string) => (): Promise<Result> => handle.query<Result>(query);
    return this.answered({ workflowId, runId }, () => askEnded(ask(name), ask(between)));
  }

  private async answered<Result>(reference: RunReference, ask: () => Promise<Result>): Promise<Result> {
    try {
      return await this.client.withDeadline(Date.now() + ANSWER_MS, ask);
    } catch (error) {
      const { workflowId, runId } = reference;
      const isFailing = isStuck(error);
      if (!isFailing && !isUnanswered(error)) throw asMillwrightError(error, workflowId);
      const description = await this.describe(workflowId, runId);
      const said = description && (await workerFailure(this.client, description));
      const reason = said ?? (isFailing ? causeOf(error) : undefined);
      if (reason !== undefined) throw stuck(workflowId, reason, error);
      throw unanswered(workflowId, description, ANSWER_MS, error);
    }
  }
}

function isOpen({ description }: Place): boolean {
  return description?.status.name === 'RUNNING' || description?.status.name === 'PAUSED';
}
