import { MillwrightError } from '../errors.ts';
import type { N8nClient } from '../n8n/client/client.ts';
import { createCredentialLookup } from '../n8n/compile/credential-lookup.ts';
import type { IntegrationInstructions } from '../spec/instructions.ts';
import type { CheckRequest } from './check-request.ts';
import type { CheckFinding } from './evidence-record.ts';
import { probeIntegration } from './integration-probe.ts';

/** Probes the integration of a task with the credential and base URL that the environment gives it. */
export async function checkIntegration(
  client: N8nClient,
  request: CheckRequest,
  harnessOwner?: string,
): Promise<CheckFinding> {
  const { task, specification, environment } = request;
  const instructions = task.integration_instructions;
  const integration = specification.integrations.find(
    ({ integration_id: id }) => id === instructions?.integration,
  );
  if (!instructions || !integration) {
    throw new MillwrightError(
      'spec_invalid',
      `Task ${task.task_id} names no integration of the specification.`,
    );
  }
  const { integration_id: id, credential, credential_type: type, base_url: specified } = integration;
  const lookup = createCredentialLookup(await client.listCredentials(), environment);
  const baseUrl = environment.base_urls[id] ?? specified;
  const found = credential === undefined ? {} : { credential: lookup(credential, type) };
  const { observations, action, answered, gaps } = await probeIntegration(
    client,
    instructions,
    { integration, baseUrl, ...found },
    harnessOwner,
  );
  return {
    ran: `${instructions.method} ${instructions.api_endpoint} of ${id}, called by n8n with its own credential`,
    observations,
    gaps,
    passedSummary: answeredText(instructions),
    simulated: answered && environment.stand_ins.includes(id) ? [`a stand-in answered for ${id}`] : [],
    ...(action === undefined ? {} : { action }),
  };
}

/** "GET /api/accounts answered 200 with what was expected." */
function answeredText({
  method,
  api_endpoint: endpoint,
  expected_response: wanted,
}: IntegrationInstructions): string {
  const text = wanted.pattern === undefined && wanted.body === undefined ? '' : ' with what was expected';
  return `${method} ${endpoint} answered ${wanted.status}${text}.`;
}
