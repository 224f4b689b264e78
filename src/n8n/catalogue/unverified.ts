import { MillwrightError } from '../../errors.ts';
import { suggest } from '../../spec/nearest.ts';
import type { NodeCatalogue } from './catalogue.ts';

/** The types that Millwright itself writes, in the versions it writes them (n8n 2.41). */
const OWN_TYPES: Readonly<Record<string, { type: string; typeVersion: number }>> = {
  Webhook: { type: 'n8n-nodes-base.webhook', typeVersion: 2.1 },
  'Respond to Webhook': { type: 'n8n-nodes-base.respondToWebhook', typeVersion: 1.4 },
  Code: { type: 'n8n-nodes-base.code', typeVersion: 2 },
  If: { type: 'n8n-nodes-base.if', typeVersion: 2.2 },
  'HTTP Request': { type: 'n8n-nodes-base.httpRequest', typeVersion: 4.2 },
  Wait: { type: 'n8n-nodes-base.wait', typeVersion: 1.1 },
};

/** What is left without a session: names of our own types, and no checks. It says so instead of passing in silence. */
export function createUnverifiedCatalogue(): NodeCatalogue {
  return {
    verified: false,
    resolve(nodeType, typeVersion) {
      const own = Object.entries(OWN_TYPES).find(
        ([name, { type }]) => name.toLowerCase() === nodeType.toLowerCase() || type === nodeType,
      )?.[1];
      if (own !== undefined) return { type: own.type, typeVersion: typeVersion ?? own.typeVersion };
      if (nodeType.includes('.') && typeVersion !== undefined) return { type: nodeType, typeVersion };
      throw new MillwrightError(
        'node_type_unknown',
        `Without a login to n8n the node "${nodeType}" cannot be looked up: write its full type and \`type_version\`. ` +
          suggest(nodeType, Object.keys(OWN_TYPES), 'types known without a login'),
      );
    },
    checkParameters: () => undefined,
    outputCount: () => undefined,
    connectionTypes: () => undefined,
  };
}
