import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import type { N8nClient } from '../n8n/client.ts';
import { gateNodeNames } from '../n8n/fragments/gate.ts';
import type { Harness } from '../n8n/harness.ts';
import type { GateDecision } from '../n8n/resume-form.ts';
import type { StoredWorkflow } from '../n8n/wire.ts';
import type { GateInstructions } from '../spec/model.ts';
import { describe } from './compare-requests.ts';
import type { Observation } from './evidence.ts';
import { observe, type CheckFinding } from './evidence-record.ts';
import { followExecution } from './follow-execution.ts';
import { gateDocument, PORT_NODES, withGate } from './gate-document.ts';
import { findRealServices } from './real-services.ts';
import { withStandInCase, type StandInAccess, type StandInCase } from './stand-in-case.ts';

const bodySchema = z.object({ channel: z.string(), text: z.string() });

export interface GateToCheck {
  /** Name of the gate, e.g. `Discount approval`. */
  gateName: string;
  instructions: GateInstructions;
  /** The channel as it is called in this environment. */
  channel: string;
}

/**
 * Drives a runtime gate for real, in production mode (M07): the notification arrives in the right channel, the execution
 * waits, an unsigned answer is refused, a yes and a no each go their own way and no other, and a second answer changes
 * nothing.
 */
export async function checkGate(
  client: N8nClient,
  workflow: StoredWorkflow | undefined,
  gate: GateToCheck,
  standIns: StandInAccess | undefined,
): Promise<CheckFinding> {
  const ran = `the nodes of "${gate.gateName}" in a published workflow of their own, answered once with yes and once with no`;
  const refusal = whyRefused(workflow, gate, standIns);
  if (!workflow || !standIns || refusal !== undefined) {
    const actual = refusal ?? 'the gate cannot be driven';
    return {
      ran,
      observations: [
        {
          name: 'the gate can be driven',
          passed: false,
          expected: 'all its nodes, and stand-ins only',
          actual,
        },
      ],
    };
  }
  const observations = await withStandInCase(standIns, [], (standInCase) =>
    withGate(client, gateDocument(workflow, gate.gateName, standInCase.caseUrls), async (harness, start) => [
      ...(await drive(client, harness, start, gate, standInCase, 'approve')),
      ...(await drive(client, harness, start, gate, standInCase, 'reject')),
    ]),
  );
  return {
    ran,
    observations,
    simulated: [
      `a stand-in answered for ${gate.instructions.integration}`,
      `whether "${gate.gateName}" has to ask was answered with yes; end-to-end cases check the condition`,
    ],
    passedSummary: `"${gate.gateName}" asks in ${gate.channel}; a yes goes on, a no stops, and nobody else can answer.`,
  };
}

function whyRefused(
  workflow: StoredWorkflow | undefined,
  gate: GateToCheck,
  standIns: StandInAccess | undefined,
): string | undefined {
  if (!workflow) return 'the workflow is not in n8n';
  const { escalate, ...required } = gateNodeNames(gate.gateName);
  const names = Object.values(
    gate.instructions.escalation_channel === undefined ? required : { ...required, escalate },
  );
  const missing = names.filter((name) => !workflow.nodes.some((node) => node.name === name));
  if (missing.length > 0) return `these nodes are missing: ${missing.join(', ')}`;
  const reachable = findRealServices(workflow.nodes.filter((node) => names.includes(node.name)));
  if (reachable.length > 0)
    return `refused, because a check never reaches a real service: ${reachable.join('; ')}`;
  const { integration } = gate.instructions;
  return standIns && integration in standIns.baseUrls
    ? undefined
    : `no stand-in answers for ${integration} in this environment`;
}

/** One execution, from the notification to what happened after the answer. */
async function drive(
  client: N8nClient,
  harness: Harness,
  start: () => Promise<void>,
  gate: GateToCheck,
  standInCase: StandInCase,
  decision: GateDecision,
): Promise<Observation[]> {
  const { wait } = gateNodeNames(gate.gateName);
  const asked = (await standInCase.requests()).length;
  const before = await harness.lastExecutionId();
  await start();
  const { execution, waitsAt } = await followExecution(client, harness, before, new Map());
  const notifications = (await standInCase.requests()).slice(asked);
  const state =
    waitsAt ?? `${execution.status}${execution.error === undefined ? '' : `: ${execution.error}`}`;
  const observations = [
    observe(
      `${decision}: notification`,
      `one message in ${gate.channel} with a link to answer`,
      compareNotification(gate, notifications, execution.id),
    ),
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

  const { execution: ended } = await followExecution(client, harness, before, new Map([[wait, decision]]));
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
  const body = bodySchema.safeParse(request.body).data;
  if (body?.channel !== gate.channel) wrong.push(`the channel is ${body?.channel ?? 'missing'}`);
  if (!body?.text.includes(`/form-waiting/${executionId}?signature=`))
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
