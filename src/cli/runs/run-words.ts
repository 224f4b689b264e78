import type { Client, WorkflowExecutionInfo } from '@temporalio/client';
import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';
import { MESSAGES, SEARCH_ATTRIBUTE_STATUS } from '../../protocol/names.ts';
import { RUN_STATUSES, type RunStatus, type RunView } from '../../protocol/run.ts';
import type { RunRecord } from '../../report/run-record.ts';

const STATUS = defineSearchAttributeKey(SEARCH_ATTRIBUTE_STATUS, SearchAttributeType.KEYWORD);

/** A list that waits for workers is none. */
const ANSWER_MS = 2_000;

/**
 * Where runs stand in Millwright's words, which say more than Temporal's. Ended ones have a record; open ones tell it by a search
 * attribute where that is registered, and are asked else.
 */
export class RunWords {
  readonly #client: Client;
  readonly #kept: ReadonlyMap<string, RunStatus>;
  #isAnybodyThere = true;

  constructor(client: Client, records: readonly RunRecord[]) {
    this.#client = client;
    this.#kept = new Map(records.flatMap(({ runIds, status }) => runIds.map((runId) => [runId, status])));
  }

  async of(run: WorkflowExecutionInfo, isStuck: boolean): Promise<RunStatus> {
    const kept = this.#kept.get(run.runId);
    if (kept !== undefined) return kept;
    const said = RUN_STATUSES.find((word) => word === run.typedSearchAttributes.get(STATUS));
    switch (run.status.name) {
      case 'RUNNING':
      case 'PAUSED':
        return said ?? (isStuck ? undefined : await this.#ask(run)) ?? 'running';
      case 'COMPLETED':
        return said ?? 'completed';
      case 'FAILED':
        return said ?? 'failed';
      default:
        return 'aborted';
    }
  }

  /** When one does not answer, no other is waited for. */
  async #ask({ workflowId, runId }: WorkflowExecutionInfo): Promise<RunStatus | undefined> {
    if (!this.#isAnybodyThere) return undefined;
    try {
      const handle = this.#client.workflow.getHandle(workflowId, runId);
      const answered = await this.#client.withDeadline(Date.now() + ANSWER_MS, () =>
        handle.query<RunView | null>(MESSAGES.status),
      );
      return answered?.status ?? 'pending';
    } catch {
      this.#isAnybodyThere = false;
      return undefined;
    }
  }
}
