import type { JsonValue } from '../protocol/json.ts';
import type { N8nNode } from '../n8n/client/wire.ts';
import { whyCodeReaches } from './code-reach.ts';

/** Node types that reach nothing outside of n8n by themselves. All others are refused unless listed here on purpose. */
const HARMLESS_TYPES: ReadonlySet<string> = new Set(
  [
    'webhook respondToWebhook code if switch filter set noOp wait merge limit sort aggregate splitOut splitInBatches',
    'removeDuplicates summarize dateTime crypto html markdown renameKeys compareDatasets stickyNote stopAndError',
  ]
    .join(' ')
    .split(' ')
    .map((name) => `n8n-nodes-base.${name}`),
);
const HTTP_REQUEST = 'n8n-nodes-base.httpRequest';
const LOOPBACK: ReadonlySet<string> = new Set(['127.0.0.1', 'localhost', '[::1]']);

/**
 * Says which nodes could reach a real service, in sentences; empty when a check may run them. The address has to be
 * readable: one that is computed could be anything, and a check never reaches a real service.
 */
export function findRealServices(nodes: readonly N8nNode[]): string[] {
  return nodes.flatMap((node) => {
    const reason = whyNot(node);
    return reason === undefined ? [] : [`node "${node.name}" ${reason}`];
  });
}

function whyNot(node: N8nNode): string | undefined {
  if (node['disabled'] === true) return undefined;
  if (node.type === HTTP_REQUEST) return whyNotHttpRequest(node);
  if (!HARMLESS_TYPES.has(node.type))
    return `(${node.type}) may reach a service that no stand-in answers for`;
  return whyCodeReaches(node);
}

function whyNotHttpRequest(node: N8nNode): string | undefined {
  const url = node.parameters['url'];
  const text = typeof url === 'string' ? url : '';
  // The host has to end before anything computed begins.
  const [, address] = /^=?(https?:\/\/[^/?#{}\s]+)(?:[/?#]|$)/.exec(text) ?? [];
  if (address === undefined || !URL.canParse(address))
    return 'calls an address that is computed when it runs';
  const { hostname, username } = new URL(address);
  if (LOOPBACK.has(hostname) && username === '') return undefined;
  return `calls ${hostname}, which is no stand-in`;
}

/**
 * Copies nodes with every text that begins with one of the base URLs pointed at the same integration in one case, so that
 * other cases and other runs on the same stand-ins do not mix with it.
 */
export function redirectToCase(nodes: readonly N8nNode[], caseUrls: ReadonlyMap<string, string>): N8nNode[] {
  const redirect = (value: JsonValue): JsonValue => {
    if (typeof value === 'string') return replaceBases(value, caseUrls);
    if (Array.isArray(value)) return value.map(redirect);
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, redirect(item)]));
  };
  return nodes.map((node) => ({
    ...node,
    parameters: Object.fromEntries(
      Object.entries(node.parameters).map(([key, value]) => [key, redirect(value)]),
    ),
  }));
}

function replaceBases(text: string, caseUrls: ReadonlyMap<string, string>): string {
  let replaced = text;
  for (const [baseUrl, caseUrl] of caseUrls) replaced = replaced.replaceAll(`${baseUrl}/`, `${caseUrl}/`);
  return replaced;
}
