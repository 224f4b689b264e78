import type { JsonObject } from '../../../protocol/json.ts';
import type { GateInstructions } from '../../../spec/instructions.ts';
import { expression, parameterOf, sourceOf } from '../../document/expression.ts';
import { addNode, ownType } from './build-node.ts';
import { conditionParameters } from './condition.ts';
import { declaredEdges } from './edges.ts';
import { emptyFragment, type Fragment } from '../../document/fragment.ts';
import { requirePart, type FragmentCompiler, type FragmentInput } from './fragment-compiler.ts';
import {
  authenticationParameters,
  findIntegration,
  integrationCredentials,
  withBaseUrl,
} from './integration-call.ts';

/** The nodes of a gate by their part in it, e.g. `Discount approval: wait`. */
export function gateNodeNames(gateName: string) {
  return {
    needed: `${gateName}: needed?`,
    ask: `${gateName}: ask`,
    wait: `${gateName}: wait`,
    approved: `${gateName}: approved?`,
    answered: `${gateName}: answered?`,
    escalate: `${gateName}: escalate`,
  };
}

/**
 * `configure_gate`: asks a person and waits, inside the built automation. Only an explicit yes goes on: a no, a
 * timeout and every surprise end at `rejected`.
 */
export const compileGate: FragmentCompiler = (input) => {
  const { task } = input;
  const instructions = requirePart(task.n8n_instructions, task, 'n8n_instructions');
  const { node_name } = requirePart(instructions.node, task, 'n8n_instructions.node_name');
  const gate = requirePart(task.gate_instructions, task, 'gate_instructions');
  const names = gateNodeNames(node_name);
  const fragment = emptyFragment(task.task_id);

  addIf(fragment, input, names.needed, gate.ask_when);
  addNotification(fragment, input, gate, names.ask, gate.channel, questionSource(gate));
  addNode(fragment, input, {
    name: names.wait,
    type: ownType(input, 'wait'),
    parameters: waitParameters(node_name, gate),
  });
  // On a timeout the Wait node passes on what came in: the answer to the notification, which has no such field.
  addIf(fragment, input, names.approved, "$json.Decision === 'approve'");
  addIf(fragment, input, names.answered, '$json.Decision !== undefined');
  if (gate.escalation_channel !== undefined) {
    addNotification(fragment, input, gate, names.escalate, gate.escalation_channel, escalationSource(gate));
  }

  fragment.edges = [...gateEdges(names, gate), ...declaredEdges(instructions.connections)];
  const afterTimeout =
    gate.escalation_channel === undefined
      ? { node: names.answered, index: 1 }
      : { node: names.escalate, index: 0 };
  fragment.ports[node_name] = {
    entry: names.needed,
    outputs: {
      approved: [{ node: names.approved, index: 0 }],
      not_needed: [{ node: names.needed, index: 1 }],
      rejected: [{ node: names.answered, index: 0 }, afterTimeout],
    },
  };
  return fragment;
};

function gateEdges(names: ReturnType<typeof gateNodeNames>, gate: GateInstructions) {
  const edge = (from: string, output: number, to: string) => ({ from, output, to, input: 0 });
  return [
    edge(names.needed, 0, names.ask),
    edge(names.ask, 0, names.wait),
    edge(names.wait, 0, names.approved),
    edge(names.approved, 1, names.answered),
    ...(gate.escalation_channel === undefined ? [] : [edge(names.answered, 1, names.escalate)]),
  ];
}

function addIf(fragment: Fragment, input: FragmentInput, name: string, condition: string): void {
  const type = ownType(input, 'if');
  addNode(fragment, input, { name, type, parameters: conditionParameters(condition, type.typeVersion) });
}

/** A message with a link. The link opens a form: a chat program that looks at links cannot decide by that. */
function addNotification(
  fragment: Fragment,
  input: FragmentInput,
  gate: GateInstructions,
  name: string,
  channel: string,
  textSource: string,
): void {
  const integration = findIntegration(input, gate.integration);
  const credentials = integrationCredentials(input, integration);
  const place = JSON.stringify(input.environment.channels[channel] ?? channel);
  addNode(fragment, input, {
    name,
    type: ownType(input, 'httpRequest'),
    parameters: {
      method: 'POST',
      url: withBaseUrl(input, integration, gate.notify_path),
      ...authenticationParameters(integration),
      sendBody: true,
      specifyBody: 'json',
      jsonBody: expression(
        `JSON.stringify({ "channel": ${place}, "text": ${textSource}, "unfurl_links": false })`,
      ),
      // The whole response: so nothing the service answers can look like a decision.
      options: { response: { response: { fullResponse: true } } },
    },
    ...(credentials === undefined ? {} : { credentials }),
  });
}

function questionSource(gate: GateInstructions): string {
  return `${sourceOf(gate.message, 'template')} + "\\n" + $execution.resumeFormUrl`;
}

function escalationSource(gate: GateInstructions): string {
  const lead = JSON.stringify(
    `Nobody answered within ${gate.timeout_minutes} minutes, so this was rejected: `,
  );
  return `${lead} + ${sourceOf(gate.message, 'template')}`;
}

function waitParameters(gateName: string, gate: GateInstructions): JsonObject {
  return {
    resume: 'form',
    formTitle: gateName,
    formDescription: parameterOf(gate.message, 'template'),
    formFields: {
      values: [
        {
          fieldLabel: 'Decision',
          fieldType: 'dropdown',
          fieldOptions: { values: [{ option: 'approve' }, { option: 'reject' }] },
          requiredField: true,
        },
      ],
    },
    limitWaitTime: true,
    limitType: 'afterTimeInterval',
    resumeAmount: gate.timeout_minutes,
    resumeUnit: 'minutes',
    options: { appendAttribution: false },
  };
}
