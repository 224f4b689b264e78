import { setTimeout as pause } from 'node:timers/promises';
import { MillwrightError } from '../errors.ts';
import type { N8nClient } from '../n8n/client/client.ts';
import { gateNodeNames } from '../n8n/compile/fragments/gate.ts';
import { withHarness, type Harness } from '../n8n/live/harness.ts';
import type { GateDecision } from '../n8n/live/resume-form.ts';
import type { HttpMethod } from '../n8n/client/transport.ts';
import { webhookTriggers } from '../n8n/document/webhook-node.ts';
import type { N8nNode, StoredWorkflow, WorkflowDocument } from '../n8n/client/wire.ts';
import type { EndToEndCase } from '../spec/model.ts';
import { withoutCodeFromText } from './code-reach.ts';
import { compareCase, compareStanding, gapOfCase, type CaseOutcome } from './compare-case.ts';
import type { Gap } from '../protocol/evidence.ts';
import type { Observation } from './evidence.ts';
import type { CheckFinding } from './evidence-record.ts';
import { followExecution } from './follow-execution.ts';
import { NONE_REAL, pinRealServices, realNodes, type RealServices } from './pinned-services.ts';
import { findRealServices, redirectToCase } from './real-services.ts';
import { withStandInCase, type StandInAccess } from './stand-in-case.ts';
import { pinned } from './throw-away-nodes.ts';

const WAIT = 'n8n-nodes-base.wait';
/** Waits that end by themselves. The others wait for a person and are really answered. */
const TIME_WAITS: readonly unknown[] = ['timeInterval', 'specificTime', undefined];
/** n8n answers the caller at the end of the execution at the latest, or never. */
const LATE_ANSWER_MS = 5_000;
const METHODS: readonly HttpMethod[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

/**
 * Runs every case through a throw-away copy of the workflow as it stands in n8n: published under fresh paths, called
 * by HTTP, with only the trigger and the waits pinned.
 */
export async function checkEndToEnd(
  client: N8nClient,
  stored: StoredWorkflow | undefined,
  cases: readonly EndToEndCase[],
  standIns: StandInAccess | undefined,
  harnessOwner?: string,
  real: RealServices = NONE_REAL,
): Promise<CheckFinding> {
  const ran = `${cases.length} ${cases.length === 1 ? 'case' : 'cases'} through a published copy of the workflow`;
  const triggers = (stored?.nodes ?? []).filter(isOtherTrigger);
  const workflow = stored && withoutOtherTriggers(stored);
  const refusal = whyRefused(workflow, real);
  if (!workflow || refusal !== undefined) {
    return { ran, observations: [refused(refusal ?? 'the workflow is not in n8n')] };
  }
  const observations: Observation[] = [];
  const gaps = triggers.map(switchedOff);
  const answering = new Set<string>();
  let driven = 0;
  for (const endToEndCase of cases) {
    const pinnedCase = pinRealServices(workflow.nodes, endToEndCase, real);
    if ('undriven' in pinnedCase) {
      gaps.push(pinnedCase.undriven);
      observations.push(compareStanding(endToEndCase, workflow.nodes));
      continue;
    }
    driven += 1;
    const { case: reduced, nodes } = pinnedCase;
    gaps.push(...pinnedCase.gaps, ...gapOfCase(endToEndCase, callsServices(workflow.nodes)));
    const outcome = await runCase(client, { ...workflow, nodes }, reduced, standIns, harnessOwner);
    observations.push(...compareCase(reduced, outcome));
    for (const { integration } of outcome.requests) answering.add(integration);
  }
  const standing = Object.keys(standIns?.baseUrls ?? {}).filter((name) => answering.has(name));
  return {
    ran,
    observations,
    gaps,
    simulated: whatWasSimulated(workflow.nodes, standing),
    passedSummary: `${driven} of ${cases.length} ${cases.length === 1 ? 'case' : 'cases'} did exactly what was expected.`,
  };
}

function whyRefused(workflow: StoredWorkflow | undefined, real: RealServices): string | undefined {
  if (!workflow) return 'the workflow is not in n8n';
  const pinnable = new Set(realNodes(workflow.nodes, real));
  const reachable = findRealServices(workflow.nodes.filter((node) => !pinnable.has(node)));
  if (reachable.length > 0)
    return `refused, because a check never reaches a real service: ${reachable.join('; ')}`;
  return webhookTriggers(workflow.nodes).length === 1
    ? undefined
    : 'the workflow has not exactly one webhook to start a case with';
}

function refused(actual: string): Observation {
  return { name: 'cases can be run', passed: false, expected: 'only stand-ins can be reached', actual };
}

async function runCase(
  client: N8nClient,
  workflow: StoredWorkflow,
  endToEndCase: EndToEndCase,
  standIns: StandInAccess | undefined,
  harnessOwner: string | undefined,
): Promise<CaseOutcome> {
  const run = (caseUrls: ReadonlyMap<string, string>) =>
    withHarness(
      client,
      toCaseDocument(workflow, caseUrls),
      (harness) => callAndFollow(harness, workflow, endToEndCase),
      { label: endToEndCase.name, owner: harnessOwner },
    );
  if (!standIns) return { ...(await run(new Map())), requests: [] };
  return withStandInCase(standIns, endToEndCase.stand_in_answers.map(toExtraAnswer), async (standInCase) => {
    const outcome = await run(standInCase.caseUrls);
    return { ...outcome, requests: await standInCase.requests() };
  });
}

/** The caller may be answered only after a gate was, so the call is under way while the execution is followed. */
async function callAndFollow(
  harness: Harness,
  workflow: StoredWorkflow,
  endToEndCase: EndToEndCase,
): Promise<Pick<CaseOutcome, 'response' | 'followed'>> {
  const { method, path } = triggerOf(workflow.nodes);
  const { body, headers, query } = endToEndCase.trigger;
  const stuck = new AbortController();
  const call = { method, path, headers, query, ...(method === 'GET' ? {} : { body }), signal: stuck.signal };
  const calling = harness.call(call);
  try {
    // A call that fails has no execution to wait for.
    const failing = calling.then(() => new Promise<never>(() => undefined));
    const followed = await Promise.race([
      followExecution(harness, undefined, decisionsOf(endToEndCase)),
      failing,
    ]);
    if (followed.waitsAt !== undefined) return { followed };
    const late = pause(LATE_ANSWER_MS, undefined, { ref: false });
    const response = await Promise.race([calling, late]);
    return { followed, ...(response && { response }) };
  } finally {
    stuck.abort();
    await calling.catch(() => undefined);
  }
}

function toCaseDocument(workflow: StoredWorkflow, caseUrls: ReadonlyMap<string, string>): WorkflowDocument {
  const nodes = workflow.nodes.map(withoutCodeFromText).map((node) => {
    if (isTimeWait(node)) return pinned(node);
    if (!needsHeader(node)) return node;
    const { credentials: _secret, ...open } = node;
    return { ...open, parameters: { ...node.parameters, authentication: 'none' } };
  });
  const { name, connections, settings } = workflow;
  return { name, nodes: redirectToCase(nodes, caseUrls), connections, settings };
}

function triggerOf(nodes: readonly N8nNode[]): { method: HttpMethod; path: string } {
  const [trigger] = webhookTriggers(nodes);
  const method = METHODS.find((candidate) => candidate === trigger?.methods[0]);
  if (!trigger || !method)
    throw new MillwrightError('internal', 'The workflow has no webhook that can be called.');
  return { method, path: trigger.path };
}

function decisionsOf({ decisions }: EndToEndCase): Map<string, GateDecision> {
  const words = { approved: 'approve', rejected: 'reject' } as const;
  return new Map(
    Object.entries(decisions).map(([gate, decision]) => [gateNodeNames(gate).wait, words[decision]]),
  );
}

function toExtraAnswer(answer: EndToEndCase['stand_in_answers'][number]) {
  const method = METHODS.find((candidate) => candidate === answer.method.toUpperCase()) ?? 'GET';
  return { ...answer, method };
}

/** Then a case that expects no request says that none is made. */
function callsServices(nodes: readonly N8nNode[]): boolean {
  return nodes.some(({ type }) => type === 'n8n-nodes-base.httpRequest');
}

/** It would begin executions of its own in the published copy. */
function isOtherTrigger(node: N8nNode): boolean {
  return node.type.endsWith('Trigger') && node['disabled'] !== true;
}

function withoutOtherTriggers(workflow: StoredWorkflow): StoredWorkflow {
  return { ...workflow, nodes: workflow.nodes.map((node) => (isOtherTrigger(node) ? pinned(node) : node)) };
}

function switchedOff({ name }: N8nNode): Gap {
  return {
    mark: 'not_driven',
    text: `the trigger "${name}" was switched off, because cases come by the webhook.`,
  };
}

function isTimeWait(node: N8nNode): boolean {
  return node.type === WAIT && TIME_WAITS.includes(node.parameters['resume']);
}

/** The secret that callers send is not known here, so the copy does not ask for it. */
function needsHeader(node: N8nNode): boolean {
  const { authentication } = node.parameters;
  return node.type === 'n8n-nodes-base.webhook' && authentication !== undefined && authentication !== 'none';
}

function whatWasSimulated(nodes: readonly N8nNode[], standIns: string[]): string[] {
  const waits = nodes.filter(isTimeWait).map((node) => `the time of the wait "${node.name}" was pinned`);
  const headers = nodes
    .filter(needsHeader)
    .map((node) => `"${node.name}" was called without its header check`);
  const answered = standIns.length === 0 ? [] : [`stand-ins answered for ${standIns.join(', ')}`];
  return [...answered, ...waits, ...headers];
}
