import { v5 as uuidV5 } from 'uuid';

/** Never change this: every id in every n8n instance is derived from it. */
const NAMESPACE = '6f1c1f5e-5d0b-5b0a-9c53-6f0c0a5f7d11';

/**
 * Whom ids belong to: the same specification on the same instance always gives the same ids, whatever the
 * run, so writing twice changes nothing.
 */
export interface Identity {
  n8nInstance: string;
  specId: string;
  componentId: string;
}

export function workflowIdFor(identity: Identity): string {
  return uuidFor(identity, ['workflow']);
}

export function nodeIdFor(identity: Identity, nodeName: string): string {
  return uuidFor(identity, ['node', nodeName]);
}

/** `generation` goes up when n8n holds an orphaned registration of the id before (n8n 2.41). */
export function webhookIdFor(identity: Identity, nodeName: string, generation: number): string {
  return uuidFor(identity, ['webhook', nodeName, String(generation)]);
}

function uuidFor({ n8nInstance, specId, componentId }: Identity, rest: string[]): string {
  // JSON keeps the parts apart, whatever characters they hold.
  return uuidV5(JSON.stringify([n8nInstance, specId, componentId, ...rest]), NAMESPACE);
}
