import { type Edge, connectionsOf } from '../../src/checks/built-workflow.ts';
import { conditionParameters } from '../../src/n8n/compile/fragments/condition.ts';
import type { N8nNode, WorkflowDocument } from '../../src/n8n/client/wire.ts';
import type { EndToEndCase } from '../../src/spec/model.ts';
import { node, uniqueName } from '../n8n/instance.ts';

/** A small abandoned-cart workflow with a gate, in the shape that Millwright writes. Tests break it. */

export type Credentials = Record<'klaviyo' | 'slack', { id: string; name: string; type: string }>;

const GATE = 'Approval';

function request(
  name: string,
  url: string,
  credential: { id: string; name: string },
  jsonBody: string,
): N8nNode {
  const parameters = {
    method: 'POST',
    url,
    authentication: 'genericCredentialType',
    genericAuthType: 'httpHeaderAuth',
    sendBody: true,
    specifyBody: 'json',
    jsonBody,
    options: { response: { response: { fullResponse: true } } },
  };
  const { id, name: label } = credential;
  return {
    ...node(name, 'httpRequest', 4.2, parameters),
    credentials: { httpHeaderAuth: { id, name: label } },
  };
}

function branch(name: string, condition: string): N8nNode {
  return node(name, 'if', 2.2, conditionParameters(condition, 2.2));
}

const FORM = {
  resume: 'form',
  formTitle: GATE,
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
  resumeAmount: 60,
  resumeUnit: 'minutes',
  options: {},
};

export function edge(from: string, outputIndex: number, to: string): Edge {
  return { from, outputIndex, to, inputIndex: 0, type: 'main' };
}

export const GOOD_EDGES: Edge[] = [
  edge('Hook', 0, 'Cart'),
  edge('Cart', 0, 'Answer'),
  edge('Cart', 0, 'Wait'),
  edge('Wait', 0, `${GATE}: needed?`),
  edge(`${GATE}: needed?`, 0, `${GATE}: ask`),
  edge(`${GATE}: needed?`, 1, 'Consent?'),
  edge(`${GATE}: ask`, 0, `${GATE}: wait`),
  edge(`${GATE}: wait`, 0, `${GATE}: approved?`),
  edge(`${GATE}: approved?`, 0, 'Consent?'),
  edge(`${GATE}: approved?`, 1, `${GATE}: answered?`),
  edge('Consent?', 0, 'Send'),
];

/** @param standInsUrl Where klaviyo and slack are stood in for. */
export function recoveryNodes(standInsUrl: string, credentials: Credentials): N8nNode[] {
  const hook = { path: 'recovery', httpMethod: 'POST', responseMode: 'responseNode', options: {} };
  const code =
    'return { json: { id: String($json.body.id), total: $json.body.total, consent: $json.body.consent === true } };';
  const ask = `={{ JSON.stringify({ channel: "#growth", text: "Cart " + $('Cart').item.json.id + " " + $execution.resumeFormUrl }) }}`;
  const event = `={{ JSON.stringify({ cart: $('Cart').item.json.id, value: $('Cart').item.json.total }) }}`;
  return [
    { ...node('Hook', 'webhook', 2.1, hook), webhookId: crypto.randomUUID() },
    node('Cart', 'code', 2, { mode: 'runOnceForEachItem', language: 'javaScript', jsCode: code }),
    node('Answer', 'respondToWebhook', 1.4, {
      respondWith: 'json',
      responseBody: '={{ JSON.stringify({ accepted: true, cart: $json.id }) }}',
      options: { responseCode: 201 },
    }),
    {
      ...node('Wait', 'wait', 1.1, { resume: 'timeInterval', amount: 3, unit: 'hours' }),
      webhookId: crypto.randomUUID(),
    },
    branch(`${GATE}: needed?`, "$('Cart').item.json.total > 500"),
    request(`${GATE}: ask`, `${standInsUrl}/slack/api/chat.postMessage`, credentials.slack, ask),
    { ...node(`${GATE}: wait`, 'wait', 1.1, FORM), webhookId: crypto.randomUUID() },
    branch(`${GATE}: approved?`, "$json.Decision === 'approve'"),
    branch(`${GATE}: answered?`, '$json.Decision !== undefined'),
    branch('Consent?', "$('Cart').item.json.consent === true"),
    request('Send', `${standInsUrl}/klaviyo/api/events`, credentials.klaviyo, event),
  ].map((one, index): N8nNode => ({ ...one, position: [index * 200, 0] }));
}

export function recoveryDocument(nodes: N8nNode[], edges: Edge[] = GOOD_EDGES): WorkflowDocument {
  const connections = connectionsOf(edges);
  return { name: uniqueName('recovery'), nodes, connections, settings: { executionOrder: 'v1' } };
}

const MAIN_PATH = ['Hook', 'Cart', 'Answer', 'Wait', `${GATE}: needed?`];
const ASKED = [`${GATE}: ask`, `${GATE}: wait`, `${GATE}: approved?`];

function recoveryCase(
  name: string,
  body: EndToEndCase['trigger']['body'],
  expect: Partial<EndToEndCase['expect']>,
): EndToEndCase {
  return {
    name,
    trigger: { body, headers: {}, query: {} },
    decisions: {},
    stand_in_answers: [],
    expect: { requests: [], nodes_ran: MAIN_PATH, data: {}, ...expect },
  };
}

const ASK = {
  integration: 'slack',
  method: 'POST',
  path: '/api/chat.postMessage',
  body: { channel: '#growth' },
};

export const CASES = {
  small: recoveryCase(
    'a small cart',
    { id: 1, total: 20, consent: true },
    {
      response: { status: 201, body: { accepted: true, cart: '1' } },
      requests: [{ integration: 'klaviyo', method: 'POST', path: '/api/events', body: { cart: '1' } }],
      nodes_ran: [...MAIN_PATH, 'Consent?', 'Send'],
      data: { Cart: { total: 20 } },
    },
  ),
  noConsent: recoveryCase(
    'no consent',
    { id: 2, total: 20, consent: false },
    { nodes_ran: [...MAIN_PATH, 'Consent?'] },
  ),
  approved: {
    ...recoveryCase(
      'a large cart, approved',
      { id: 3, total: 900, consent: true },
      {
        requests: [
          ASK,
          { integration: 'klaviyo', method: 'POST', path: '/api/events', body: { cart: '3', value: 900 } },
        ],
        nodes_ran: [...MAIN_PATH, ...ASKED, 'Consent?', 'Send'],
      },
    ),
    decisions: { [GATE]: 'approved' },
  },
  rejected: {
    ...recoveryCase(
      'a large cart, rejected',
      { id: 4, total: 900, consent: true },
      {
        requests: [ASK],
        nodes_ran: [...MAIN_PATH, ...ASKED, `${GATE}: answered?`],
      },
    ),
    decisions: { [GATE]: 'rejected' },
  },
} satisfies Record<string, EndToEndCase>;
