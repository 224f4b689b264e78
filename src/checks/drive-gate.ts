import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import type { N8nClient } from '../n8n/client/client.ts';
import { gateNodeNames } from '../n8n/compile/fragments/gate.ts';
import type { Harness } from '../n8n/live/harness.ts';
import type { GateDecision } from '../n8n/live/resume-form.ts';
import type { JsonValue } from '../protocol/json.ts';
import type { GateInstructions } from '../spec/instructions.ts';
import { describe } from './compare-requests.ts';
import type { Observation } from './evidence.ts';
import { observe } from './evidence-record.ts';
import { followExecution } from './follow-execution.ts';
import { PORT_NODES } from './gate-document.ts';
import type { StandInCase } from './stand-in-case.ts';

const bodySchema = z.object({ channel: z.string(), text: z.string() });

export interface GateToCheck {
  /** Name of the gate, e.g. `Discount approval`. */
  gateName: string;
  instructions: GateInstructions;
  /** The channel as it is called in this environment. */
  channel: string;
}

/** A gate that is published for a check. */
export interface RunningGate {
  client: N8nClient;
  harness: Harness;
  /** Runs it once. */
  start: () => Promise<void>;
  gate: GateToCheck;
  /** Where its service is stood in for; without it the message is computed and not sent. */
  standInCase?: StandInCase;
}

/** One execution, from the notification to what happened after the answer. */
export async function driveGate(running: RunningGate, decision: GateDecision): Promise<Observation[]> {
  const { client, harness, start, gate, standInCase } = running;
  const { ask, wait } = gateNodeNames(gate.gateName);
  const asked = (await standInCase?.requests())?.length ?? 0;
  const before = await harness.lastExecutionId();
  await start();
  const { execution, waitsAt } = await followExecution(harness, before, new Map());
  const notified = standInCase
    ? compareNotification(gate, (await standInCase.requests()).slice(asked), execution.id)
    : compareMessage(gate, execution.nodes[ask]?.[0]?.outputs.flat()[0], execution.id);
  const state =
    waitsAt ?? `${execution.status}${execution.error === undefined ? '' : `: ${execution.error}`}`;
  const observations = [
    observe(`${decision}: notification`, `one message in ${gate.channel} with a link to answer`, notified),
    observe(`${decision}: waiting`, `it waits at "${wait}"`, waitsAt === wait ? [] : [`it is at ${state}`]),
  ];
  if (waitsAt !== wait) return observations;

  const form = `/form-waiting/${execution.id}`;
  const unsigned = await postDecision(client, form, decision);
  const untouched = await client.getExecution(execution.id);
  const stays = untouched?.status === 'waiting';
  observations.push(
    observe(
      `${decision}: answer without signature`,
      'refused',
      unsigned >= 400 && stays ? [] : [`HTTP ${unsigned}, then ${untouched?.status}`],
    ),
  );
  if (!stays) return observations;

  const { execution: ended } = await followExecution(harness, before, new Map([[wait, decision]]));
  observations.push(
    observe(`${decision}: way taken`, wayOf(decision), compareWay(Object.keys(ended.nodes), decision)),
  );
  // n8n answers a second form with 200 and a page that says so: what counts is that nothing runs again (n8n 2.41).
  const opposite = decision === 'approve' ? 'reject' : 'approve';
  await postDecision(client, `${form}?signature=${execution.resumeToken ?? ''}`, opposite);
  const after = await client.getExecution(execution.id);
  const changed = isDeepStrictEqual(after?.nodes, ended.nodes) ? [] : ['the execution went on again'];
  return [...observations, observe(`${decision}: second answer`, 'changes nothing', changed)];
}

function compareNotification(
  gate: GateToCheck,
  received: Awaited<ReturnType<StandInCase['requests']>>,
  executionId: string,
): string[] {
  const { integration, notify_path: path } = gate.instructions;
  const [request, ...others] = received;
  if (!request) return ['nothing arrived'];
  const wrong = others.map((other) => `${describe(other)} arrived too`);
  const expected = describe({ method: 'POST', integration, path });
  if (describe(request) !== expected) wrong.push(`${describe(request)} arrived, not ${expected}`);
  if (!request.headerOk) wrong.push('it came without the right credential');
  return [...wrong, ...compareMessage(gate, request.body, executionId)];
}

function compareMessage(gate: GateToCheck, message: JsonValue | undefined, executionId: string): string[] {
  if (message === undefined) return ['there is no message'];
  const wrong: string[] = [];
  const { channel, text } = bodySchema.safeParse(message).data ?? {};
  if (channel !== gate.channel) wrong.push(`the channel is ${channel ?? 'missing'}`);
  if (text?.includes(`/form-waiting/${executionId}?signature=`) !== true)
    wrong.push('the message has no link to answer');
  return wrong;
}

function compareWay(ran: readonly string[], decision: GateDecision): string[] {
  const expected = wayOf(decision);
  return Object.values(PORT_NODES).flatMap((port) => {
    if (port === expected) return ran.includes(port) ? [] : [`"${port}" did not run`];
    return ran.includes(port) ? [`"${port}" ran`] : [];
  });
}

function wayOf(decision: GateDecision): string {
  return decision === 'approve' ? PORT_NODES.approved : PORT_NODES.rejected;
}

/** Submits the form as anybody could who knows the address. @returns the HTTP status. */
async function postDecision(client: N8nClient, path: string, decision: GateDecision): Promise<number> {
  const body = new FormData();
  body.set('field-0', decision);
  return (await client.transport.send({ method: 'POST', path, body })).status;
}
