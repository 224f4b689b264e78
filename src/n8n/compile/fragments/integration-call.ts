import { MillwrightError } from '../../../errors.ts';
import type { JsonObject, JsonValue } from '../../../protocol/json.ts';
import type { Integration } from '../../../spec/model.ts';
import { suggest } from '../../../spec/nearest.ts';
import type { FragmentInput } from './fragment-compiler.ts';

/** Credential types that the HTTP Request node takes for any service (n8n 2.41). */
const GENERIC_TYPES: ReadonlySet<string> = new Set([
  'httpBasicAuth',
  'httpBearerAuth',
  'httpCustomAuth',
  'httpDigestAuth',
  'httpHeaderAuth',
  'httpQueryAuth',
  'oAuth1Api',
  'oAuth2Api',
]);

export function findIntegration(input: FragmentInput, integrationId: string): Integration {
  const { integrations } = input.specification;
  const found = integrations.find((integration) => integration.integration_id === integrationId);
  if (found !== undefined) return found;
  const known = integrations.map((integration) => integration.integration_id);
  throw new MillwrightError(
    'spec_invalid',
    `There is no integration "${integrationId}". ${suggest(integrationId, known, 'integrations')}`,
  );
}

/** The credential reference of an integration, by id and name; nothing when it has no credential. */
export function integrationCredentials(
  input: FragmentInput,
  integration: Integration,
): Record<string, { id: string; name: string }> | undefined {
  if (integration.credential === undefined) return undefined;
  const reference = input.credentials(integration.credential, integration.credential_type);
  return { [integration.credential_type]: reference };
}

/** The parameters by which an HTTP Request node uses that credential. */
export function authenticationParameters(integration: Integration): JsonObject {
  if (integration.credential === undefined) return {};
  return GENERIC_TYPES.has(integration.credential_type)
    ? { authentication: 'genericCredentialType', genericAuthType: integration.credential_type }
    : { authentication: 'predefinedCredentialType', nodeCredentialType: integration.credential_type };
}

/** A URL that begins with `/` (or `=/`) stands below the base URL of the integration, as the environment has it. */
export function withBaseUrl(input: FragmentInput, integration: Integration, url: JsonValue): JsonValue {
  if (typeof url !== 'string') return url;
  const base = (input.environment.base_urls[integration.integration_id] ?? integration.base_url).replace(
    /\/+$/,
    '',
  );
  if (url.startsWith('=/')) return `=${base}${url.slice(1)}`;
  return url.startsWith('/') ? `${base}${url}` : url;
}
