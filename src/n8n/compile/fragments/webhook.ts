import type { JsonObject } from '../../../protocol/json.ts';
import type { WebhookInstructions } from '../../../spec/instructions.ts';
import { jsonParameter } from '../../document/expression.ts';
import { addNode, ownType } from './build-node.ts';
import { addInstructedNodes } from './create-node.ts';
import { readConfiguration } from './configuration.ts';
import { declaredEdges } from './edges.ts';
import { emptyFragment } from '../../document/fragment.ts';
import { requirePart, type FragmentCompiler } from './fragment-compiler.ts';

/** n8n's credential type for a webhook that wants a header. */
const HEADER_AUTH = 'httpHeaderAuth';

/** `setup_webhook`: the trigger, and the node that answers when the answer is not immediate. */
export const compileWebhook: FragmentCompiler = (input) => {
  const { task } = input;
  const instructions = requirePart(task.n8n_instructions, task, 'n8n_instructions');
  const node = requirePart(instructions.node, task, 'n8n_instructions.node_name');
  const webhook = requirePart(task.webhook_instructions, task, 'webhook_instructions');
  const configuration = readConfiguration(node.configuration, input.environment, input.credentials);
  const fragment = emptyFragment(task.task_id);

  const secret = webhook.header_auth_credential;
  const credentials = {
    ...(secret === undefined ? {} : { [HEADER_AUTH]: input.credentials(secret, HEADER_AUTH) }),
    ...configuration.credentials,
  };
  addNode(fragment, input, {
    name: node.node_name,
    type: ownType(input, 'webhook'),
    parameters: { ...webhookParameters(webhook), ...configuration.parameters },
    ...(Object.keys(credentials).length === 0 ? {} : { credentials }),
  });
  if (webhook.response !== undefined) {
    const { node_name, status, body } = webhook.response;
    addNode(fragment, input, {
      name: node_name,
      type: ownType(input, 'respond'),
      parameters: {
        respondWith: 'json',
        responseBody: jsonParameter(body),
        options: { responseCode: status },
      },
    });
  }
  addInstructedNodes(fragment, input, instructions.more_nodes);
  fragment.edges = declaredEdges(instructions.connections);
  return fragment;
};

function webhookParameters(webhook: WebhookInstructions): JsonObject {
  return {
    httpMethod: webhook.method,
    path: webhook.path,
    authentication: webhook.header_auth_credential === undefined ? 'none' : 'headerAuth',
    responseMode: webhook.response === undefined ? 'onReceived' : 'responseNode',
    options: {},
  };
}
