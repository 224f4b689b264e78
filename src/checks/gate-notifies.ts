import type { N8nClient } from '../n8n/client/client.ts';
import { gateNodeNames } from '../n8n/compile/fragments/gate.ts';
import type { StoredWorkflow } from '../n8n/client/wire.ts';
import type { CheckFinding } from './evidence-record.ts';
import { driveGate, type GateToCheck } from './drive-gate.ts';
import { gateDocument, withGate } from './gate-document.ts';
import { findRealServices } from './real-services.ts';
import { withStandInCase, type StandInAccess } from './stand-in-case.ts';

/**
 * Drives a runtime gate for real, in production mode: the notification arrives in the right channel, the execution
 * waits, an unsigned answer is refused, a yes and a no each go their own way and no other, and a second answer changes
 * nothing.
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
    withGate(
      client,
      gateDocument(workflow, gate.gateName, standInCase.caseUrls),
      async (harness, start) => {
        const running = { client, harness, start, gate, standInCase };
        return [...(await driveGate(running, 'approve')), ...(await driveGate(running, 'reject'))];
      },
      harnessOwner,
    ),
  );
  return {
    ran,
    observations,
    simulated: [
      `a stand-in answered for ${gate.instructions.integration}`,
      `whether "${gate.gateName}" has to ask was answered with yes; end-to-end cases check the condition`,
    ],
    passedSummary: `It asks in ${gate.channel}; a yes goes on, a no stops, and nobody else can answer.`,
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
