import { z } from 'zod';
import type { N8nNode } from '../client/wire.ts';

const WEBHOOK_TYPE = 'n8n-nodes-base.webhook';

const methodsSchema = z.union([z.string(), z.array(z.string())]).default('GET');

export interface WebhookTrigger {
  node: N8nNode;
  path: string;
  methods: string[];
}

/** The webhook triggers among `nodes`, with path and methods. A webhook without a path listens on its id (n8n 2.41). */
export function webhookTriggers(nodes: readonly N8nNode[]): WebhookTrigger[] {
  return nodes
    .filter((node) => node.type === WEBHOOK_TYPE && node['disabled'] !== true)
    .map((node) => {
      const methods = methodsSchema.catch('GET').parse(node.parameters['httpMethod']);
      const path = node.parameters['path'];
      return {
        node,
        path: typeof path === 'string' && path !== '' ? path : (node.webhookId ?? node.id),
        methods: typeof methods === 'string' ? [methods] : methods,
      };
    });
}
