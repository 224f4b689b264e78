import { MillwrightError } from '../errors.ts';
import type { Execution } from '../n8n/client/execution.ts';
import { pollUntil } from '../n8n/client/poll.ts';
import type { HttpMethod } from '../n8n/client/transport.ts';
import { parseBody } from '../n8n/live/harness.ts';
import { webhookTriggers } from '../n8n/document/webhook-node.ts';
import { realExecutionsAfter } from '../n8n/live/live-executions.ts';
import type { LiveCall } from '../spec/instructions.ts';
import { describeDifferences, findDifferences, toText } from './differences.ts';
import type { Observation } from './evidence.ts';
import { observe } from './evidence-record.ts';
import type { LiveAnswer, LiveNote, LiveUse, UseFinding } from './live-use.ts';
import { softError } from './soft-error.ts';
import { observeLive } from './watch-executions.ts';

/** n8n gives headers to the workflow in lower case. */
const MARK_HEADER = 'x-millwright-live-call';
const EXECUTION_TIMEOUT_MS = 60_000;
const METHODS: readonly HttpMethod[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

/**
 * Sends the one request, and looks at its answer and at its execution. A call that was noted before is not made again: the
 * process that made it was lost, and only its execution can still be looked at.
 */
export async function makeLiveCall(
  use: LiveUse,
  call: LiveCall,
  { note, isNew }: { note: LiveNote; isNew: boolean },
): Promise<UseFinding> {
  if (isNew) await use.notes.keepAnswer(await send(use, call, note.mark));
  const answer = await use.notes.keptAnswer();
  const answered = answer ? [compareAnswer(call, answer)] : [];
  const execution = await executionOf(use, note).catch((error: unknown) => asUndefined(error));
  if (execution) {
    const text =
      'the process that made the live call was lost before its answer came; only the execution was seen.';
    return {
      observations: [...answered, observeLive('live call: execution', execution)],
      ...(answer ? {} : { gaps: [{ mark: 'not_checked', text }] }),
    };
  }
  if (!answer) {
    const wrong =
      'it was begun before a worker was lost, n8n shows no execution of it, and it is not made again';
    return { observations: [observe('live call', 'it is made once', [wrong])] };
  }
  const text = `n8n shows no execution of the live call, so only its answer was compared.`;
  return { observations: answered, gaps: [{ mark: 'not_checked', text }] };
}

async function send({ client, workflow }: LiveUse, call: LiveCall, mark: string): Promise<LiveAnswer> {
  const [trigger] = webhookTriggers(workflow.nodes);
  const method = METHODS.find((candidate) => candidate === trigger?.methods[0]);
  if (!trigger || !method) return { failed: 'the workflow has no webhook that can be called' };
  const query = new URLSearchParams(call.query).toString();
  try {
    const answer = await client.transport.send({
      method,
      path: `/webhook/${trigger.path}${query === '' ? '' : `?${query}`}`,
      headers: { ...call.headers, [MARK_HEADER]: mark },
      ...(method === 'GET' ? {} : { body: call.body }),
    });
    return { status: answer.status, body: parseBody(answer.text) };
  } catch (error) {
    // It may have arrived all the same: an error here would make the call a second time.
    if (error instanceof MillwrightError) return { failed: error.message };
    throw error;
  }
}

function compareAnswer({ expect }: LiveCall, answer: LiveAnswer): Observation {
  const expected = `status ${expect.status}${expect.body === undefined ? '' : `, ${toText(expect.body, 300)}`}`;
  if ('failed' in answer) return observe('live call: answer', expected, [answer.failed]);
  const wrong: string[] = [];
  if (answer.status !== expect.status) wrong.push(`status ${answer.status}: ${toText(answer.body, 300)}`);
  const error = expect.status < 400 && expect.body === undefined ? softError(answer.body) : undefined;
  if (error) wrong.push(`its body holds \`${error.key}\`: ${toText(error.value, 300)}`);
  const differences = expect.body === undefined ? [] : findDifferences(expect.body, answer.body, 'subset');
  if (differences.length > 0) wrong.push(describeDifferences(differences));
  return observe('live call: answer', expected, wrong);
}

/** The execution that the call began, once it has ended or waits. */
async function executionOf({ client, workflow }: LiveUse, { mark, after }: LiveNote): Promise<Execution> {
  return pollUntil(
    async () => {
      for (const { id } of await realExecutionsAfter(client, workflow.id, after)) {
        const execution = await client.getExecution(id);
        const isOurs = JSON.stringify(execution?.nodes ?? {}).includes(mark);
        if (execution && isOurs && execution.status !== 'running' && execution.status !== 'new')
          return execution;
      }
      return undefined;
    },
    {
      timeoutMs: EXECUTION_TIMEOUT_MS,
      everyMs: 500,
      signal: client.signal,
      code: 'execution_awaited',
      message: () => 'The execution of the live call is not there.',
    },
  );
}

function asUndefined(error: unknown): undefined {
  if (error instanceof MillwrightError && error.code === 'execution_awaited') return undefined;
  throw error;
}
