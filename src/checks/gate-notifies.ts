import type { N8nClient } from '../n8n/client/client.ts';
import { gateNodeNames } from '../n8n/compile/fragments/gate.ts';
import type { StoredWorkflow, WorkflowDocument } from '../n8n/client/wire.ts';
import type { Observation } from './evidence.ts';
import { observe, type CheckFinding } from './evidence-record.ts';
import { driveGate, type GateToCheck } from './drive-gate.ts';
import { gateDocument, tellingNodeNames, withGate } from './gate-document.ts';
import { findRealServices } from './real-services.ts';
import { withStandInCase, type StandInAccess, type StandInCase } from './stand-in-case.ts';

/**
 * Drives a runtime gate in production mode: the notification arrives in the right channel, the execution waits, an
 * unsigned answer is refused, a yes and a no each go their own way and no other, and a second answer changes nothing.
 * Where the service is a real one, the notification is computed and not sent, and the evidence says so.
 *
 * @param standIns those of this environment; undefined when the gate's service is a real one
 */
export async function checkGate(
  client: N8nClient,
  workflow: StoredWorkflow | undefined,
  gate: GateToCheck,
  standIns: StandInAccess | undefined,
  harnessOwner?: string,
): Promise<CheckFinding> {
  const ran = `the nodes of "${gate.gateName}" in a published workflow of their own, answered once with yes and once with no`;
  const refusal = whyRefused(workflow, gate, standIns);
  if (!workflow || refusal !== undefined) {
    const wrong = refusal ?? 'the workflow is not in n8n';
    return { ran, observations: [observe('the gate can be driven', 'all its nodes, nothing real', [wrong])] };
  }
  const drive = (document: WorkflowDocument, standInCase?: StandInCase) =>
    withGate(
      client,
      document,
      async (harness, start) => {
        const running = { client, harness, start, gate, ...(standInCase && { standInCase }) };
        return [...(await driveGate(running, 'approve')), ...(await driveGate(running, 'reject'))];
      },
      harnessOwner,
    );
  if (standIns === undefined)
    return { ran, ...findingOfReal(gate, await drive(gateDocument(workflow, gate.gateName, undefined))) };
  return withStandInCase(standIns, [], async (standInCase) => {
    const document = gateDocument(workflow, gate.gateName, standInCase.caseUrls);
    const observations = await drive(document, standInCase);
    const wasAsked = (await standInCase.requests()).length > 0;
    return { ran, ...findingOfStoodIn(gate, observations, wasAsked) };
  });
}

function findingOfStoodIn(gate: GateToCheck, observations: Observation[], wasAsked: boolean) {
  const answered = wasAsked ? [`a stand-in answered for ${gate.instructions.integration}`] : [];
  return {
    observations,
    simulated: [...answered, alwaysAskedText(gate)],
    passedSummary: `It asks in ${gate.channel}; a yes goes on, a no stops, and nobody else can answer.`,
  };
}

function findingOfReal(gate: GateToCheck, observations: Observation[]) {
  const { integration } = gate.instructions;
  return {
    observations,
    simulated: [`the message to ${integration} was computed, and none was sent`, alwaysAskedText(gate)],
    gaps: [
      {
        mark: 'not_driven' as const,
        text: `"${gate.gateName}" sent nothing to ${integration}, which is a real service: its address, its credential and its answer were not tried.`,
      },
    ],
    passedSummary: `Its message is for ${gate.channel}; a yes goes on, a no stops, and nobody else can answer.`,
  };
}

function alwaysAskedText({ gateName }: GateToCheck): string {
  return `whether "${gateName}" has to ask was answered with yes there; its condition was tried by itself`;
}

function whyRefused(
  workflow: StoredWorkflow | undefined,
  { gateName, instructions }: GateToCheck,
  standIns: StandInAccess | undefined,
): string | undefined {
  if (!workflow) return 'the workflow is not in n8n';
  const { escalate, ...required } = gateNodeNames(gateName);
  const names = Object.values(
    instructions.escalation_channel === undefined ? required : { ...required, escalate },
  );
  const missing = names.filter((name) => !workflow.nodes.some((node) => node.name === name));
  if (missing.length > 0) return `these nodes are missing: ${missing.join(', ')}`;
  const computed = standIns === undefined ? tellingNodeNames(gateName) : [];
  const running = workflow.nodes.filter(({ name }) => names.includes(name) && !computed.includes(name));
  const reachable = findRealServices(running);
  return reachable.length > 0
    ? `refused, because a check never reaches a real service: ${reachable.join('; ')}`
    : undefined;
}
