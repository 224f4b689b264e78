import { MillwrightError } from '../../../errors.ts';
import type { JsonObject } from '../../../protocol/json.ts';
import type { ResolvedType } from '../../catalogue/catalogue.ts';
import { nodeIdFor, webhookIdFor } from '../../document/identity.ts';
import type { Fragment, FragmentNode } from '../../document/fragment.ts';
import type { FragmentInput } from './fragment-compiler.ts';

/** Types and versions of the nodes that Millwright itself writes (all run on n8n 2.41). */
export const OWN_NODES = {
  webhook: ['n8n-nodes-base.webhook', 2.1],
  respond: ['n8n-nodes-base.respondToWebhook', 1.4],
  code: ['n8n-nodes-base.code', 2],
  if: ['n8n-nodes-base.if', 2.2],
  httpRequest: ['n8n-nodes-base.httpRequest', 4.2],
  wait: ['n8n-nodes-base.wait', 1.1],
} as const;

/** Types that listen: they carry a webhook id, which must be ours, or n8n makes a new one with each write. */
const LISTENING: ReadonlySet<string> = new Set([OWN_NODES.webhook[0], OWN_NODES.wait[0]]);

/** Begins the note of every node we make: people see in n8n where it comes from, and a crash cannot separate the two. */
export const NODE_NOTE = 'Millwright: ';

export interface NodeContent {
  name: string;
  type: ResolvedType;
  parameters: JsonObject;
  /** Credential type → reference. */
  credentials?: Record<string, { id: string; name: string }>;
  settings?: Pick<FragmentNode, 'onError'> & {
    retryOnFail?: boolean;
    maxTries?: number;
    waitBetweenTries?: number;
  };
}

/**
 * Adds a node with its deterministic ids, after checking its parameters against the instance.
 * @throws MillwrightError `node_parameter_unknown` with every problem and the nearest names.
 */
export function addNode(fragment: Fragment, input: FragmentInput, content: NodeContent): void {
  const { identity, task } = input;
  const { type, typeVersion } = content.type;
  const problems = input.catalogue.checkParameters(content.type, content.parameters);
  if (problems === undefined) fragment.unverified.push(`parameters of "${content.name}" (${type})`);
  if (problems !== undefined && problems.length > 0) {
    const error = new MillwrightError(
      'node_parameter_unknown',
      `Node "${content.name}" (${type} ${typeVersion}): ${problems.join(' ')}`,
    );
    if (input.findings === undefined) throw error;
    input.findings.note(error);
  }
  fragment.nodes.push({
    id: nodeIdFor(identity, content.name),
    name: content.name,
    type,
    typeVersion,
    parameters: content.parameters,
    ...(content.credentials === undefined ? {} : { credentials: content.credentials }),
    ...(LISTENING.has(type)
      ? { webhookId: webhookIdFor(identity, content.name, input.webhookGeneration ?? 0) }
      : {}),
    ...content.settings,
    notes: `${NODE_NOTE}${identity.specId}, task ${task.task_id}`,
  });
}

/** One of our own types, in the version we know; fails when this n8n does not have it. */
export function ownType(input: FragmentInput, kind: keyof typeof OWN_NODES): ResolvedType {
  const [type, typeVersion] = OWN_NODES[kind];
  return input.catalogue.resolve(type, typeVersion);
}
