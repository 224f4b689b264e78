import type { JsonObject } from '../protocol/json.ts';
import { authenticationParameters } from '../n8n/compile/fragments/integration-call.ts';
import type { WorkflowDocument } from '../n8n/client/wire.ts';
import type { IntegrationInstructions } from '../spec/instructions.ts';
import type { Integration } from '../spec/model.ts';
import { connectionsOf } from './built-workflow.ts';
import { throwAwayNode, throwAwayWebhook } from './throw-away-nodes.ts';

export const PROBE_PATH = 'probe';
const REQUEST_TIMEOUT_MS = 10_000;

export interface ProbeTarget {
  integration: Integration;
  /** Its base URL in this environment: the only place that the probe may reach. */
  baseUrl: string;
  credential?: { id: string; name: string };
}

/** Undefined when the endpoint would reach anything but what is below the base URL. */
export function probeUrl(baseUrl: string, endpoint: string): string | undefined {
  const base = baseUrl.replace(/\/+$/, '');
  const text = `${base}${endpoint}`;
  if (!endpoint.startsWith('/') || /[{}\\\s]/.test(endpoint) || !URL.canParse(text)) return undefined;
  const [url, root] = [new URL(text), new URL(`${base}/`)];
  const inside = url.origin === root.origin && url.pathname.startsWith(root.pathname);
  return inside && url.username === '' && /^https?:$/.test(url.protocol) ? url.href : undefined;
}

/** Webhook → the call → its status and body as the webhook's answer. No redirect is followed, and no status is an error. */
export function probeDocument(
  instructions: IntegrationInstructions,
  url: string,
  { integration, credential }: ProbeTarget,
): WorkflowDocument {
  const { method, request_template: template } = instructions;
  const parameters: JsonObject = {
    method,
    url,
    ...authenticationParameters(integration),
    ...(template === undefined
      ? {}
      : { sendBody: true, contentType: 'json', specifyBody: 'json', jsonBody: JSON.stringify(template) }),
    options: {
      timeout: REQUEST_TIMEOUT_MS,
      redirect: { redirect: { followRedirects: false } },
      response: { response: { fullResponse: true, neverError: true, responseFormat: 'text' } },
    },
  };
  const request = throwAwayNode('Probe', 'httpRequest', 4.2, parameters);
  if (credential) request.credentials = { [integration.credential_type]: credential };
  return {
    name: 'probe',
    nodes: [throwAwayWebhook('Start', PROBE_PATH, 'lastNode'), request],
    connections: connectionsOf([{ from: 'Start', outputIndex: 0, to: 'Probe', inputIndex: 0, type: 'main' }]),
    settings: { executionOrder: 'v1' },
  };
}
