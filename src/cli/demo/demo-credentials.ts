import type { CredentialsApi } from '../../n8n/client/api/credentials.ts';
import type { Environment, Integration } from '../../spec/model.ts';
import type { StandIn } from '../../stand-ins/definition.ts';

/**
 * Creates, in the local n8n, the header credentials that the stand-ins ask for, where they are missing. Their values are
 * made up and stand in `stand-ins.yaml`; a real service's credential is never made here.
 *
 * @returns the names of the credentials that were created
 */
export async function ensureDemoCredentials(
  n8n: Pick<CredentialsApi, 'listCredentials' | 'createCredential'>,
  standIns: StandIn[],
  environment: Environment,
  integrations: Pick<Integration, 'integration_id' | 'credential' | 'credential_type'>[],
): Promise<string[]> {
  if (environment.n8n.instance !== 'local') return [];
  const wanted = integrations.flatMap((integration) => demoCredential(integration, standIns, environment));
  if (wanted.length === 0) return [];
  const existing = new Set((await n8n.listCredentials()).map(({ type, name }) => `${type} ${name}`));
  const missing = wanted.filter(({ type, name }) => !existing.has(`${type} ${name}`));
  for (const credential of missing) await n8n.createCredential(credential);
  return missing.map(({ name }) => name);
}

interface DemoCredential {
  name: string;
  type: 'httpHeaderAuth';
  data: { name: string; value: string };
}

function demoCredential(
  {
    integration_id,
    credential,
    credential_type,
  }: Pick<Integration, 'integration_id' | 'credential' | 'credential_type'>,
  standIns: StandIn[],
  environment: Environment,
): DemoCredential[] {
  const header = standIns.find(({ integration }) => integration === integration_id)?.require_header;
  const isStoodIn = environment.stand_ins.includes(integration_id);
  if (!isStoodIn || header === undefined || credential === undefined || credential_type !== 'httpHeaderAuth')
    return [];
  const name = environment.credentials[credential] ?? credential;
  return [{ name, type: credential_type, data: { name: header.name, value: header.value } }];
}
