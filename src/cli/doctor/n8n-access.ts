import { MillwrightError } from '../../errors.ts';
import type { N8nAccess } from '../../n8n/client.ts';
import { dataFolderAt } from '../../services/data-folder.ts';
import { localN8nAccess } from '../../services/n8n-provision.ts';
import type { Environment } from '../../spec/model.ts';

/**
 * How this shell would reach the n8n of an environment.
 *
 * @throws MillwrightError `n8n_unauthorized` naming a variable that is not set, `n8n_unreachable` when no local n8n runs.
 */
export async function n8nAccessHere({ n8n }: Environment, home: string): Promise<N8nAccess> {
  if (n8n.instance === 'local') return localN8nAccess(dataFolderAt(home));
  const email = n8n.session && process.env[n8n.session.email_variable];
  const password = n8n.session && process.env[n8n.session.password_variable];
  const apiKey = process.env[n8n.api_key_variable];
  if (!apiKey)
    throw new MillwrightError('n8n_unauthorized', `The variable ${n8n.api_key_variable} is not set.`);
  return { url: n8n.url, apiKey, ...(email && password ? { session: { email, password } } : {}) };
}
