import type { Environment } from './model.ts';

/** Names an n8n instance in ids: `local`, or host and port, the same for every address that differs in path only. */
export function n8nInstanceName({ n8n }: Environment): string {
  return n8n.instance === 'local' ? 'local' : new URL(n8n.url).host;
}
