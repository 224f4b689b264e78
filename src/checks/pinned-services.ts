import type { EndToEndCase } from '../spec/model.ts';
import type { N8nNode } from '../n8n/client/wire.ts';
import type { Gap } from '../protocol/evidence.ts';
import { findRealServices } from './real-services.ts';
import { computedMessage, pinnedAnswer } from './throw-away-nodes.ts';

/** The services that are real in this environment: no check runs a node that calls one of them. */
export interface RealServices {
  /** Integration → its base URL here, for those that no stand-in plays. */
  baseUrls: Readonly<Record<string, string>>;
  /** Nodes of gates that tell people something: nothing depends on what they are answered. */
  tellers: ReadonlySet<string>;
  /** The environment names no stand-in at all: then whatever reaches a service reaches a real one. */
  areAll: boolean;
}

export const NONE_REAL: RealServices = { baseUrls: {}, tellers: new Set(), areAll: false };

/** A case with other nodes in the place of those that call real services, or why it cannot be run. */
export type PinnedCase = { nodes: N8nNode[]; case: EndToEndCase; gaps: Gap[] } | { undriven: Gap };

/** Nodes that call a service which is meant to be the real one. */
export function realNodes(nodes: readonly N8nNode[], real: RealServices): N8nNode[] {
  return nodes.filter((node) => {
    if (node['disabled'] === true || node.type === 'n8n-nodes-base.code') return false;
    return integrationOf(node, real) !== undefined || (real.areAll && findRealServices([node]).length > 0);
  });
}

/** Puts in their place what the case says that they are answered; gates only tell, so they need no answer. */
export function pinRealServices(
  nodes: readonly N8nNode[],
  endToEndCase: EndToEndCase,
  real: RealServices,
): PinnedCase {
  const calling = realNodes(nodes, real);
  if (calling.length === 0) return { nodes: [...nodes], case: endToEndCase, gaps: [] };
  const standing = new Map(calling.map((node) => [node.id, standingFor(node, endToEndCase, real)]));
  const names = calling.map(({ name }) => `"${name}"`).join(', ');
  const open = calling.find(({ id }) => standing.get(id) === undefined);
  if (open) {
    const text = `case "${endToEndCase.name}" was not run: "${open.name}" calls a real service, and the case says no answer of it (\`stand_in_answers\`).`;
    return { undriven: { mark: 'not_driven', text } };
  }
  const { expect } = endToEndCase;
  const compared = expect.requests.filter(({ integration }) => real.baseUrls[integration] === undefined);
  const text = `in case "${endToEndCase.name}" nothing was sent by ${names}: the case's own answers stood for real services, and no request was compared.`;
  return {
    nodes: nodes.map((node) => standing.get(node.id) ?? node),
    case: { ...endToEndCase, expect: { ...expect, requests: compared } },
    gaps: [{ mark: 'not_driven', text }],
  };
}

function standingFor(
  node: N8nNode,
  { stand_in_answers: answers }: EndToEndCase,
  real: RealServices,
): N8nNode | undefined {
  if (real.tellers.has(node.name)) return computedMessage(node);
  const integration = integrationOf(node, real);
  if (integration === undefined) return undefined;
  const path = pathPattern(urlOf(node).slice(baseOf(integration, real).length));
  const { method = 'GET' } = node.parameters;
  const answer = answers.find(
    (each) => each.integration === integration && each.method === method && path.test(each.path),
  );
  // An error would have to be thrown by the node, as n8n does.
  return answer && answer.status < 400 ? pinnedAnswer(node, answer) : undefined;
}

/** The real integration below whose base URL the node sends its request. */
function integrationOf(node: N8nNode, real: RealServices): string | undefined {
  if (node.type !== 'n8n-nodes-base.httpRequest') return undefined;
  const url = urlOf(node);
  return Object.keys(real.baseUrls).find((name) => url.startsWith(`${baseOf(name, real)}/`));
}

function baseOf(integration: string, { baseUrls }: RealServices): string {
  return (baseUrls[integration] ?? '').replace(/\/+$/, '');
}

/** Without the `=` of an expression. */
function urlOf({ parameters }: N8nNode): string {
  const { url } = parameters;
  return typeof url === 'string' ? url.replace(/^=/, '') : '';
}

/** What an expression computes may be anything within one part of the path. */
function pathPattern(path: string): RegExp {
  const [way = ''] = path.split('?');
  const parts = way
    .split(/\{\{.*?\}\}/)
    .map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));
  return new RegExp(`^${parts.join('[^/]*')}$`);
}
