import type { ExecutionContext } from './author/execution-context.ts';

/**
 * The environment file with what it leaves open filled in from the `execution_context` of the specification's document.
 * @param document what the author of the environment wrote; undefined when there is none.
 */
export function fillEnvironment(
  document: Readonly<Record<string, unknown>> | undefined,
  context: ExecutionContext,
): Record<string, unknown> {
  const { n8n_instance_url: url, available_credentials } = context;
  const environment: Readonly<Record<string, unknown>> = document ?? {
    environment_id: url === undefined ? 'local' : hostOf(url),
  };
  return {
    ...environment,
    ...(url !== undefined && environment['n8n'] === undefined && { n8n: { instance: 'remote', url } }),
    ...(available_credentials !== undefined &&
      environment['available_credentials'] === undefined && { available_credentials }),
  };
}

/** As an identifier: `n8n.example.com`, `127.0.0.1-5678`. */
export function hostOf(url: string): string {
  return url
    .replace(/^https?:\/\//, '')
    .replace(/\/.*$/, '')
    .replaceAll(/[^A-Za-z0-9.-]+/g, '-')
    .replaceAll(/^[.-]+|[.-]+$/g, '')
    .slice(0, 90);
}
