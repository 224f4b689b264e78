import assert from 'node:assert/strict';
import { afterAll, beforeAll, test } from 'vitest';
import type { Edge } from '../../src/checks/built-workflow.ts';
import { checkEndToEnd } from '../../src/checks/end-to-end.ts';
import type { RealServices } from '../../src/checks/pinned-services.ts';
import type { CheckFinding } from '../../src/checks/evidence-record.ts';
import { conditionParameters } from '../../src/n8n/compile/fragments/condition.ts';
import { removeWorkflow } from '../../src/n8n/client/remove-workflow.ts';
import type { N8nNode } from '../../src/n8n/client/wire.ts';
import type { EndToEndCase } from '../../src/spec/model.ts';
import { node as newNode, realClient } from '../n8n/instance.ts';
import { exampleStandIns, headerCredential, type RealStandIns } from './real-parts.ts';
import {
  CASES,
  edge,
  GOOD_EDGES,
  recoveryDocument,
  recoveryNodes,
  type Credentials,
} from './recovery-workflow.ts';

const client = realClient();
let standIns: RealStandIns;
let credentials: Credentials;
beforeAll(async () => {
  standIns = await exampleStandIns();
  credentials = {
    klaviyo: await headerCredential(client, 'Authorization', 'Klaviyo-API-Key demo-klaviyo-key'),
    slack: await headerCredential(client, 'Authorization', 'Bearer demo-slack-token'),
  };
});
afterAll(async () => {
  for (const { id } of Object.values(credentials)) await client.deleteCredential(id);
  await standIns.close();
});

/** Writes the workflow with `change` to n8n and runs the cases through what stands there. */
async function check(
  cases: EndToEndCase[],
  change: { nodes?: (nodes: N8nNode[]) => N8nNode[]; edges?: Edge[] } = {},
  real?: RealServices,
): Promise<CheckFinding> {
  const nodes = recoveryNodes(standIns.url, credentials);
  const created = await client.createWorkflow(recoveryDocument(change.nodes?.(nodes) ?? nodes, change.edges));
  try {
    const baseUrls = { klaviyo: `${standIns.url}/klaviyo`, slack: `${standIns.url}/slack` };
    const access = real ? undefined : { client: standIns.client, baseUrls };
    return await checkEndToEnd(client, await client.getWorkflow(created.id), cases, access, undefined, real);
  } finally {
    await removeWorkflow(client, created.id);
  }
}

function withParameter(name: string, key: string, value: string) {
  return (nodes: N8nNode[]): N8nNode[] =>
    nodes.map((node) =>
      node.name === name ? { ...node, parameters: { ...node.parameters, [key]: value } } : node,
    );
}

function edgesWithout(...removed: Edge[]): Edge[] {
  return GOOD_EDGES.filter(
    (candidate) => !removed.some((gone) => gone.from === candidate.from && gone.to === candidate.to),
  );
}

function assertRed({ observations }: CheckFinding, words: RegExp): void {
  const failed = observations.filter((observation) => !observation.passed);
  assert.ok(failed.length > 0, 'the check stayed green');
  assert.match(failed.map(({ name, actual }) => `${name}: ${actual}`).join('\n'), words);
}

test('a workflow that does what every case expects is green, its gate really answered', async () => {
  const finding = await check(Object.values(CASES));
  assert.deepEqual(
    finding.observations.filter((observation) => !observation.passed),
    [],
  );
  assert.ok(finding.observations.length >= 12);
  assert.deepEqual(finding.simulated, [
    'stand-ins answered for klaviyo, slack',
    'the time of the wait "Wait" was pinned',
  ]);
});

test('an event sent twice is red', async () => {
  const twice = [...GOOD_EDGES, edge('Cart', 0, 'Send')];
  assertRed(await check([CASES.small], { edges: twice }), /POST klaviyo \/api\/events was not expected/);
});

test('code that makes code from text is red: in the copy it can only do what can be read', async () => {
  const code = withParameter(
    'Cart',
    'jsCode',
    "return (() => {})['cons' + 'tructor']('return { json: { id: \"1\", total: 20, consent: true } }')();",
  );
  assertRed(await check([CASES.small], { nodes: code }), /"Send" (did not run|should)|status|error/);
});

test('swapped branches of the consent are red', async () => {
  const swapped = [...edgesWithout(edge('Consent?', 0, 'Send')), edge('Consent?', 1, 'Send')];
  assertRed(await check([CASES.noConsent], { edges: swapped }), /"Send" ran, but should not/);
  assertRed(await check([CASES.small], { edges: swapped }), /POST klaviyo \/api\/events is missing/);
});

test('a gate that always approves is red', async () => {
  const always = (nodes: N8nNode[]) =>
    nodes.map((node) =>
      node.name === 'Approval: approved?' ? { ...node, parameters: conditionParameters('true', 2.2) } : node,
    );
  assertRed(await check([CASES.rejected], { nodes: always }), /"Consent\?" ran, but should not/);
});

test('a wrong status, a wrong body, wrong data and a wrong credential are red', async () => {
  const plain = withParameter('Answer', 'responseBody', '={{ JSON.stringify({ accepted: false }) }}');
  assertRed(
    await check([CASES.small], { nodes: plain }),
    /response: \/body\/accepted: expected true, got false/,
  );
  const body = withParameter('Send', 'jsonBody', '={{ JSON.stringify({ cart: "other" }) }}');
  assertRed(
    await check([CASES.small], { nodes: body }),
    /has another body: \/cart: expected "1", got "other"/,
  );
  const code = withParameter('Cart', 'jsCode', 'return { json: { id: "1", total: 21, consent: true } };');
  assertRed(await check([CASES.small], { nodes: code }), /data of "Cart": \/total: expected 20, got 21/);
  const wrongCredential = (nodes: N8nNode[]) =>
    nodes.map((node) =>
      node.name === 'Send' ? { ...node, credentials: { httpHeaderAuth: credentials.slack } } : node,
    );
  assertRed(await check([CASES.small], { nodes: wrongCredential }), /without the right credential/);
});

test('a wait that the case does not answer, and an error on the way, are red', async () => {
  const undecided = { ...CASES.approved, decisions: {} };
  assertRed(await check([undecided]), /it waits at "Approval: wait"/);
  const broken = withParameter('Cart', 'jsCode', 'throw new Error("broken cart");');
  assertRed(await check([CASES.small], { nodes: broken }), /broken cart/);
});

test('an answer of one case only is seen by that case only', async () => {
  const busy: EndToEndCase = {
    ...CASES.small,
    stand_in_answers: [
      { integration: 'klaviyo', method: 'POST', path: '/api/events', status: 500, body: {} },
    ],
  };
  assertRed(await check([busy, CASES.small]), /a small cart: execution: it ended as error at "Send"/);
  assert.deepEqual(
    (await check([CASES.small])).observations.filter(({ passed }) => !passed),
    [],
  );
});

test('a node that could reach a real service stops the check before anything is called', async () => {
  const real = withParameter('Send', 'url', 'https://a.klaviyo.com/api/events');
  assertRed(
    await check([CASES.small], { nodes: real }),
    /never reaches a real service: node "Send" calls a\.klaviyo\.com/,
  );
  const computed = withParameter('Send', 'url', '={{ $json.url }}');
  assertRed(await check([CASES.small], { nodes: computed }), /computed when it runs/);
  const hidden = withParameter('Send', 'url', '=http://127.0.0.1{{ ".evil.example" }}/x');
  assertRed(await check([CASES.small], { nodes: hidden }), /computed when it runs/);
  const mail = (nodes: N8nNode[]) =>
    nodes.map((node) =>
      node.name === 'Send' ? { ...node, type: 'n8n-nodes-base.slack', typeVersion: 2.3 } : node,
    );
  assertRed(await check([CASES.small], { nodes: mail }), /may reach a service/);
});

/** Asks a second person, after the first has said yes. */
const TWO_GATES = [
  ...edgesWithout(edge('Approval: approved?', 0, 'Consent?')),
  edge('Approval: approved?', 0, 'Second: wait'),
  edge('Second: wait', 0, 'Second: approved?'),
  edge('Second: approved?', 0, 'Consent?'),
];

function withSecondGate(nodes: N8nNode[]): N8nNode[] {
  const copies = nodes
    .filter(({ name }) => name === 'Approval: wait' || name === 'Approval: approved?')
    .map((node) => ({
      ...node,
      id: crypto.randomUUID(),
      name: node.name.replace('Approval', 'Second'),
      ...(node.webhookId !== undefined && { webhookId: crypto.randomUUID() }),
    }));
  return [...nodes, ...copies];
}

test('two gates in one case are both answered', async () => {
  const both: EndToEndCase = {
    ...CASES.approved,
    decisions: { Approval: 'approved', Second: 'approved' },
    expect: {
      ...CASES.approved.expect,
      nodes_ran: [...CASES.approved.expect.nodes_ran, 'Second: wait', 'Second: approved?'],
    },
  };
  const finding = await check([both], { nodes: withSecondGate, edges: TWO_GATES });
  assert.deepEqual(
    finding.observations.filter(({ passed }) => !passed),
    [],
  );
  const rejected: EndToEndCase = { ...both, decisions: { Approval: 'approved', Second: 'rejected' } };
  assertRed(await check([rejected], { nodes: withSecondGate, edges: TWO_GATES }), /"Send" did not run/);
});

test('no stand-in is said to have answered that was not called', async () => {
  const { simulated } = await check([CASES.noConsent]);
  assert.deepEqual(simulated, ['the time of the wait "Wait" was pinned']);
});

test('another trigger begins nothing in the copy, and that is said', async () => {
  const rule = { interval: [{ field: 'hours', hoursInterval: 1 }] };
  const hourly = newNode('Every hour', 'scheduleTrigger', 1.2, { rule });
  const finding = await check([CASES.noConsent], {
    nodes: (nodes) => [...nodes, hourly],
    edges: [...GOOD_EDGES, edge('Every hour', 0, 'Cart')],
  });
  assert.deepEqual(
    finding.observations.filter(({ passed }) => !passed),
    [],
  );
  assert.match(finding.gaps?.[0]?.text ?? '', /the trigger "Every hour" was switched off/);
});

/** The same workflow in an environment without stand-ins. */
const REAL: RealServices = {
  baseUrls: { klaviyo: 'https://a.klaviyo.com', slack: 'https://slack.com' },
  tellers: new Set(['Approval: ask', 'Approval: escalate']),
  areAll: true,
};
const atRealAddresses = (nodes: N8nNode[]): N8nNode[] =>
  withParameter(
    'Approval: ask',
    'url',
    'https://slack.com/api/chat.postMessage',
  )(withParameter('Send', 'url', '=https://a.klaviyo.com/api/{{ "events" }}')(nodes));
const SENT = {
  integration: 'klaviyo',
  method: 'POST',
  path: '/api/events',
  status: 202,
  body: { kept: true },
};

test('where services are real, what a case says they answer stands for them, and nothing is sent', async () => {
  const answered: EndToEndCase = { ...CASES.approved, stand_in_answers: [SENT] };
  const finding = await check([answered, CASES.small], { nodes: atRealAddresses }, REAL);
  assert.deepEqual(
    finding.observations.filter(({ passed }) => !passed),
    [],
  );
  assert.match(finding.passedSummary ?? '', /^1 of 2 cases/);
  assert.deepEqual(
    finding.gaps?.map(({ mark, text }) => `${mark} ${text.split(':')[0]}`),
    [
      `not_driven in case "${answered.name}" nothing was sent by "Approval`,
      `not_driven case "${CASES.small.name}" was not run`,
    ],
  );
  const swapped = [...edgesWithout(edge('Consent?', 0, 'Send')), edge('Consent?', 1, 'Send')];
  assertRed(await check([answered], { nodes: atRealAddresses, edges: swapped }, REAL), /"Send" did not run/);
});
