import type { AuthorSpecification } from './author/specification.ts';
import { hostOf } from './execution-context.ts';
import type { Integration } from './model.ts';

const ORIGIN = /^https?:\/\/[^/?#]+/;

/** Whole addresses of the phase format, where ours has a path below the address of an integration. */
export function isWholeAddress(endpoint: string): boolean {
  return ORIGIN.test(endpoint);
}

/** The declared integrations, and one for each address (with its credential) that a probe calls and none has. */
export function withImpliedIntegrations(author: AuthorSpecification): Integration[] {
  const integrations: Integration[] = [...author.integrations];
  for (const { integration_instructions: probe } of author.implementation.task_summary) {
    if (probe === undefined || probe.integration !== undefined || !isWholeAddress(probe.api_endpoint))
      continue;
    const { api_endpoint: endpoint, auth_credential_name: credential } = probe;
    if (integrationOf(endpoint, credential, integrations) !== undefined) continue;
    integrations.push({
      integration_id: unusedId(hostOf(endpoint), integrations),
      base_url: ORIGIN.exec(endpoint)?.[0] ?? '',
      ...(credential !== undefined && { credential }),
      credential_type: 'httpHeaderAuth',
    });
  }
  return integrations;
}

/** The integration below whose address an endpoint lies, with the credential that is named. */
export function integrationOf(
  endpoint: string,
  credential: string | undefined,
  integrations: readonly Integration[],
): Integration | undefined {
  return integrations
    .filter((each) => pathBelow(each.base_url, endpoint) !== undefined)
    .filter((each) => credential === undefined || each.credential === credential)
    .toSorted((left, right) => right.base_url.length - left.base_url.length)[0];
}

/** The endpoint as a path below an address; undefined when it lies elsewhere. */
export function pathBelow(baseUrl: string, endpoint: string): string | undefined {
  const base = baseUrl.replace(/\/+$/, '');
  const rest = endpoint.slice(base.length);
  if (endpoint.slice(0, base.length).toLowerCase() !== base.toLowerCase() || !/^([/?]|$)/.test(rest))
    return undefined;
  return rest.startsWith('/') ? rest : `/${rest}`;
}

function unusedId(wanted: string, integrations: readonly Integration[]): string {
  const used = new Set(integrations.map((each) => each.integration_id));
  for (let number = 1; ; number += 1) {
    const id = number === 1 ? wanted : `${wanted}-${number}`;
    if (!used.has(id)) return id;
  }
}
