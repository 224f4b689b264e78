import { z } from 'zod';
import type { JsonObject, JsonValue } from '../protocol/json.ts';
import type { N8nNode } from '../n8n/client/wire.ts';

/** Nodes of the throw-away workflows that checks publish. Their versions are those of n8n 2.41. */

export function throwAwayNode(
  name: string,
  type: string,
  typeVersion: number,
  parameters: JsonObject,
): N8nNode {
  return {
    id: crypto.randomUUID(),
    name,
    type: `n8n-nodes-base.${type}`,
    typeVersion,
    position: [0, 0],
    parameters,
  };
}

/** @param responseMode `onReceived` answers at once, `lastNode` with what the last node gave. */
export function throwAwayWebhook(
  name: string,
  path: string,
  responseMode: 'onReceived' | 'lastNode',
): N8nNode {
  const parameters = { path, httpMethod: 'POST', responseMode, options: {} };
  return { ...throwAwayNode(name, 'webhook', 2.1, parameters), webhookId: crypto.randomUUID() };
}

/** Hands its input on. */
export function passThrough(name: string): N8nNode {
  return throwAwayNode(name, 'noOp', 1, {});
}

/** Takes the place of a node that sends a JSON message: computes the message as that node does, and sends nothing. */
export function computedMessage(node: N8nNode): N8nNode {
  const { jsonBody = '{}' } = node.parameters;
  const parameters = { mode: 'raw', jsonOutput: jsonBody, options: {} };
  return { ...throwAwayNode(node.name, 'set', 3.4, parameters), id: node.id, position: node.position };
}

const fullResponseSchema = z.looseObject({
  response: z.looseObject({ response: z.looseObject({ fullResponse: z.literal(true) }) }),
});

/** Takes the place of a node that calls a service: gives this answer, and calls nothing. Undefined for an answer of several items. */
export function pinnedAnswer(
  node: N8nNode,
  { status, body }: { status: number; body: JsonValue },
): N8nNode | undefined {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return undefined;
  const isWhole = fullResponseSchema.safeParse(node.parameters['options']).success;
  const output = isWhole ? { body, headers: {}, statusCode: status } : body;
  const parameters = { mode: 'raw', jsonOutput: JSON.stringify(output), options: {} };
  return { ...throwAwayNode(node.name, 'set', 3.4, parameters), id: node.id, position: node.position };
}

/** Takes the place of `node`: same name, id and position, so that edges and expressions still find it. */
export function pinned(node: N8nNode): N8nNode {
  return { ...passThrough(node.name), id: node.id, position: node.position };
}
