import { z } from 'zod';
import { withCleanUp } from '../../clean-up.ts';
import { MillwrightError } from '../../errors.ts';
import type { JsonValue } from '../../protocol/json.ts';
import type { N8nClient } from '../client/client.ts';
import type { Execution } from '../client/execution.ts';
import {
  HARNESS_PREFIX,
  harnessPrefixOf,
  toHarnessDocument,
  type HarnessDocument,
} from './harness-document.ts';
import { allExecutions } from './live-executions.ts';
import { waitUntilLive } from './liveness.ts';
import { pollUntil } from '../client/poll.ts';
import { removeWorkflow } from '../client/remove-workflow.ts';
import { submitDecision, type GateDecision } from './resume-form.ts';
import type { HttpMethod } from '../client/transport.ts';
import type { ExecutionState, ExecutionSummary, StoredWorkflow, WorkflowDocument } from '../client/wire.ts';

const EXECUTION_TIMEOUT_MS = 60_000;
const ENDED: readonly ExecutionState[] = ['success', 'error', 'crashed', 'canceled'];
/** A harness lives for seconds; one of this age was left behind by a crash. */
const LEFTOVER_AGE_MS = 30 * 60_000;

export interface HarnessCall {
  method: HttpMethod;
  /** The webhook's path as in the document given; the harness knows its fresh one. */
  path: string;
  body?: JsonValue;
  headers?: Record<string, string>;
  query?: Record<string, string>;
  /** Ends the request with its reason. */
  signal?: AbortSignal;
}

export interface HarnessAnswer {
  status: number;
  /** Parsed when it is JSON, the text otherwise. */
  body: JsonValue;
}

/** A published throw-away copy of a workflow. */
export interface Harness {
  readonly workflowId: string;
  call(call: HarnessCall): Promise<HarnessAnswer>;
  /** The newest execution, to be given as `after` below; undefined before the first. */
  lastExecutionId(): Promise<string | undefined>;
  /**
   * Waits until the newest execution after `after` is in one of `states`, or has ended in another way: look at its
   * status. @throws MillwrightError `n8n_server_error` when the time is over.
   */
  waitForExecution(
    after: string | undefined,
    states: readonly ExecutionState[],
    timeoutMs?: number,
  ): Promise<Execution>;
  /**
   * Answers the form that the Wait node `nodeName` shows; then the execution, past that node.
   * @throws MillwrightError when it does not wait there.
   */
  resumeForm(executionId: string, nodeName: string, decision: GateDecision): Promise<Execution>;
}

export interface HarnessOptions {
  /** A few words for the name in n8n's list. */
  label?: string;
  /** Who asks, by a text that is the same again after a crash, and of one harness at a time. */
  owner?: string | undefined;
}

/**
 * Publishes a copy of `document`, runs `use` on it, and always removes it again. A killed process removes nothing, so
 * what the same owner left behind, and what is old, is removed first.
 */
export async function withHarness<T>(
  client: N8nClient,
  document: WorkflowDocument,
  use: (harness: Harness) => Promise<T>,
  options: HarnessOptions = {},
): Promise<T> {
  await sweepHarnesses(client, { owner: options.owner });
  const copy = toHarnessDocument(document, options.label ?? document.name, options.owner);
  const created = await client.createWorkflow(copy.document);
  return withCleanUp(
    async () => {
      const published = await client.publishWorkflow(created.id);
      await waitUntilLive(client, published);
      return use(createHarness(client, published, copy));
    },
    () => removeWorkflow(client, created.id),
  );
}

export interface SweepOptions {
  olderThanMs?: number;
  /** Exact name of the one harness to remove. */
  only?: string;
  /** Its harnesses are removed whatever their age. */
  owner?: string | undefined;
}

/** Removes harnesses that a crash left behind. @returns how many. */
export async function sweepHarnesses(client: N8nClient, options: SweepOptions = {}): Promise<number> {
  const limit = Date.now() - (options.olderThanMs ?? LEFTOVER_AGE_MS);
  const wanted = options.only ?? HARNESS_PREFIX;
  const owned = options.owner === undefined ? undefined : harnessPrefixOf(options.owner);
  const found = await client.listWorkflows(wanted);
  const leftovers = found.filter(
    ({ name, createdAt }) =>
      name.startsWith(wanted) &&
      (Date.parse(createdAt) <= limit || (owned !== undefined && name.startsWith(owned))),
  );
  for (const leftover of leftovers) await removeWorkflow(client, leftover.id);
  return leftovers.length;
}

function createHarness(client: N8nClient, workflow: StoredWorkflow, { paths }: HarnessDocument): Harness {
  const newest = async (): Promise<ExecutionSummary | undefined> => {
    const [first] = await allExecutions(client, workflow.id);
    return first;
  };

  return {
    workflowId: workflow.id,
    call: (call) => callWebhook(client, paths, call),
    lastExecutionId: async () => (await newest())?.id,

    async waitForExecution(after, states, timeoutMs = EXECUTION_TIMEOUT_MS) {
      let last: ExecutionSummary | undefined;
      const found = await pollUntil(
        async () => {
          last = await newest();
          const isNew = last !== undefined && Number(last.id) > Number(after ?? 0);
          return isNew && last !== undefined && [...states, ...ENDED].includes(last.status)
            ? last
            : undefined;
        },
        {
          timeoutMs,
          signal: client.signal,
          code: 'n8n_server_error',
          message: () =>
            `No execution of "${workflow.name}" became ${states.join(' or ')}; the last is ${last?.status ?? 'none'}.`,
        },
      );
      const execution = await client.getExecution(found.id);
      if (execution === undefined)
        throw new MillwrightError('n8n_server_error', `Execution ${found.id} is gone.`);
      return execution;
    },

    resumeForm: (executionId, nodeName, decision) => submitDecision(client, executionId, nodeName, decision),
  };
}

async function callWebhook(
  client: N8nClient,
  paths: Map<string, string>,
  call: HarnessCall,
): Promise<HarnessAnswer> {
  const path = paths.get(call.path);
  if (path === undefined) throw new MillwrightError('internal', `The harness has no webhook "${call.path}".`);
  const query = new URLSearchParams(call.query ?? {}).toString();
  const signals = [client.signal, call.signal].filter((signal) => signal !== undefined);
  const answer = await client.transport.send({
    method: call.method,
    path: `/webhook/${path}${query === '' ? '' : `?${query}`}`,
    ...(call.headers === undefined ? {} : { headers: call.headers }),
    ...(call.body === undefined ? {} : { body: call.body }),
    ...(signals.length === 0 ? {} : { signal: AbortSignal.any(signals) }),
  });
  return { status: answer.status, body: parseBody(answer.text) };
}

/** JSON as what it says, anything else as the text it is. */
export function parseBody(text: string): JsonValue {
  try {
    return z.json().parse(JSON.parse(text));
  } catch {
    return text;
  }
}
