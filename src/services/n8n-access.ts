import { MillwrightError } from '../errors.ts';
import type { N8nAccess } from '../n8n/client/client.ts';
import type { Environment } from '../spec/model.ts';
import type { DataFolder } from './data-folder.ts';
import { sessionKeeper } from './kept-session.ts';
import { localN8nAccess } from './n8n-provision.ts';

/**
 * How this process reaches the n8n of an environment: the keys that the environment names are read here, and nowhere
 * else.
 *
 * @throws MillwrightError `n8n_unauthorized` naming a variable that is not set, never a value; `n8n_unreachable` when no
 *   local n8n runs.
 */
export async function n8nAccess(
  { n8n }: Environment,
  folder: DataFolder,
  env: NodeJS.ProcessEnv = process.env,
): Promise<N8nAccess> {
  if (n8n.instance === 'local') return keeping(await localN8nAccess(folder, env), folder);
  const { url, api_key_variable, session } = n8n;
  const apiKey = secretNamed(api_key_variable, env);
  if (session === undefined) return { url, apiKey };
  const email = secretNamed(session.email_variable, env);
  const password = secretNamed(session.password_variable, env);
  return keeping({ url, apiKey, session: { email, password } }, folder);
}

/** With a session that all processes of the data folder share. */
function keeping({ url, apiKey, session }: Required<N8nAccess>, folder: DataFolder): N8nAccess {
  return { url, apiKey, session: { ...session, kept: sessionKeeper(folder, url, session) } };
}

function secretNamed(variable: string, env: NodeJS.ProcessEnv): string {
  const value = env[variable];
  if (!value) throw new MillwrightError('n8n_unauthorized', `The variable ${variable} is not set.`);
  return value;
}
