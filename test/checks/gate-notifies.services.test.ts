import assert from 'node:assert/strict';
import { afterAll, beforeAll, test } from 'vitest';
import { connectionsOf, type Edge } from '../../src/checks/built-workflow.ts';
import type { CheckFinding } from '../../src/checks/evidence-record.ts';
import { checkGate } from '../../src/checks/gate-notifies.ts';
import { conditionParameters } from '../../src/n8n/compile/fragments/condition.ts';
import type { N8nNode, StoredWorkflow } from '../../src/n8n/client/wire.ts';
import type { GateInstructions } from '../../src/spec/instructions.ts';
import { realClient } from '../n8n/instance.ts';
import { exampleStandIns, headerCredential, type RealStandIns } from './real-parts.ts';
import { edge, GOOD_EDGES, recoveryNodes, type Credentials } from './recovery-workflow.ts';

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

const instructions: GateInstructions = {
  ask_when: 'true',
  integration: 'slack',
  notify_path: '/api/chat.postMessage',
  channel: 'growth',
  message: 'Approve?',
  timeout_minutes: 60,
  on_timeout: 'reject',
};

/** Checks the gate of the workflow as it would be read from n8n after `change`. */
function check(
  change: { nodes?: (nodes: N8nNode[]) => N8nNode[]; edges?: Edge[] } = {},
  service: 'stood in' | 'real' = 'stood in',
): Promise<CheckFinding> {
  const nodes = recoveryNodes(standIns.url, credentials);
  const workflow: StoredWorkflow = {
    id: 'not-needed',
    name: 'recovery',
    active: false,
    isArchived: false,
    versionId: 'v',
    createdAt: '2026-01-01T00:00:00.000Z',
    nodes: change.nodes?.(nodes) ?? nodes,
    connections: connectionsOf(change.edges ?? GOOD_EDGES),
    settings: { executionOrder: 'v1' },
  };
  const access = { client: standIns.client, baseUrls: { slack: `${standIns.url}/slack` } };
  const gate = { gateName: 'Approval', instructions, channel: '#growth' };
  return checkGate(client, workflow, gate, service === 'real' ? undefined : access);
}

function withNode(name: string, parameters: N8nNode['parameters']) {
  return (nodes: N8nNode[]): N8nNode[] =>
    nodes.map((node) =>
      node.name === name ? { ...node, parameters: { ...node.parameters, ...parameters } } : node,
    );
}

function assertRed({ observations }: CheckFinding, words: RegExp): void {
  const failed = observations.filter((observation) => !observation.passed);
  assert.ok(failed.length > 0, 'the check stayed green');
  assert.match(failed.map(({ name, actual }) => `${name}: ${actual}`).join('\n'), words);
}

test('a gate that asks, waits and obeys is green', async () => {
  const { observations, simulated } = await check();
  assert.deepEqual(
    observations.filter((observation) => !observation.passed),
    [],
  );
  assert.equal(observations.length, 10);
  assert.match(simulated?.join() ?? '', /stand-in answered for slack/);
});

test('a gate that always approves, or never, is red', async () => {
  const always = withNode('Approval: approved?', conditionParameters('true', 2.2));
  assertRed(await check({ nodes: always }), /reject: way taken: .*"Port approved" ran/);
  const never = withNode('Approval: approved?', conditionParameters('false', 2.2));
  assertRed(await check({ nodes: never }), /approve: way taken: "Port approved" did not run/);
});

test('a gate that asks in another channel, without a link, or with a wrong credential is red', async () => {
  const body = (channel: string, link: string) =>
    `={{ JSON.stringify({ channel: "${channel}", text: "Approve? " + ${link} }) }}`;
  const channel = withNode('Approval: ask', { jsonBody: body('#random', '$execution.resumeFormUrl') });
  assertRed(await check({ nodes: channel }), /the channel is #random/);
  const link = withNode('Approval: ask', { jsonBody: body('#growth', '""') });
  assertRed(await check({ nodes: link }), /no link to answer/);
  const wrong = (nodes: N8nNode[]) =>
    nodes.map((node) =>
      node.name === 'Approval: ask'
        ? { ...node, credentials: { httpHeaderAuth: credentials.klaviyo } }
        : node,
    );
  assertRed(await check({ nodes: wrong }), /without the right credential/);
});

test('a gate that does not wait is red', async () => {
  const pairs = GOOD_EDGES.filter(({ from, to }) => from !== 'Approval: wait' && to !== 'Approval: wait');
  const past = [...pairs, edge('Approval: ask', 0, 'Approval: approved?')];
  assertRed(await check({ edges: past }), /approve: waiting: it is at success/);
});

test('a missing node and a real channel stop the check before anything is called', async () => {
  const less = (nodes: N8nNode[]) => nodes.filter((node) => node.name !== 'Approval: answered?');
  assertRed(await check({ nodes: less }), /nodes are missing: Approval: answered\?/);
  const real = withNode('Approval: ask', { url: 'https://slack.com/api/chat.postMessage' });
  assertRed(await check({ nodes: real }), /calls slack\.com/);
});

const REAL = withNode('Approval: ask', { url: 'https://slack.com/api/chat.postMessage' });

test('a gate of a real service is driven without sending anything, and what was not driven is said', async () => {
  const finding = await check({ nodes: REAL }, 'real');
  assert.deepEqual(
    finding.observations.filter((observation) => !observation.passed),
    [],
  );
  assert.equal(finding.observations.length, 10);
  assert.deepEqual(
    finding.gaps?.map(({ mark }) => mark),
    ['not_driven'],
  );
  assert.match(finding.gaps?.[0]?.text ?? '', /sent nothing to slack/);
  assert.doesNotMatch(finding.simulated?.join() ?? '', /answered for/);
});

test('a gate of a real service that always approves, or whose message is for another channel, is red', async () => {
  const always = withNode('Approval: approved?', conditionParameters('true', 2.2));
  assertRed(
    await check({ nodes: (nodes) => always(REAL(nodes)) }, 'real'),
    /reject: way taken: .*"Port approved" ran/,
  );
  const jsonBody = '={{ JSON.stringify({ channel: "#random", text: $execution.resumeFormUrl }) }}';
  const other = withNode('Approval: ask', { jsonBody });
  assertRed(await check({ nodes: (nodes) => other(REAL(nodes)) }, 'real'), /the channel is #random/);
});
