import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { JsonObject } from '../../protocol/json.ts';
import { loadEnvironment } from '../../source/load-environment.ts';
import { loadSpecification } from '../../source/load-specification.ts';
import { resolveParameters } from '../../spec/parameters.ts';
import { LOCAL_ENVIRONMENT } from '../../spec/local-environment.ts';
import type { Environment, Specification } from '../../spec/model.ts';
import type { Config } from '../../config.ts';

/** The documents that a run is started from: as written, and as understood. */
export interface RunDocuments {
  specification: Specification;
  environment: Environment;
  /** Self-contained: files beside the specification are inside. */
  specificationDocument: JsonObject;
  environmentDocument: JsonObject;
}

/**
 * The environment is the one named, else the one of `$MILLWRIGHT_ENVIRONMENT`, else `environment.yaml` beside the
 * specification, else the plain local one.
 * @throws MillwrightError with every problem at its file:line:column.
 */
export async function loadRunDocuments(
  file: string,
  environmentFile: string | undefined,
  config: Config,
): Promise<RunDocuments> {
  const { specification, document: specificationDocument } = await loadSpecification(file);
  const beside = join(dirname(file), 'environment.yaml');
  const chosen = environmentFile ?? config.environmentFile ?? (existsSync(beside) ? beside : undefined);
  const { environment, document: environmentDocument } =
    chosen === undefined ? local() : await loadEnvironment(chosen);
  return {
    specification: resolveParameters(specification, environment),
    environment,
    specificationDocument,
    environmentDocument,
  };
}

/** Without an environment file everything is local and nothing is overridden. */
function local(): { environment: Environment; document: JsonObject } {
  return {
    environment: LOCAL_ENVIRONMENT,
    document: { environment_id: LOCAL_ENVIRONMENT.environment_id, n8n: { instance: 'local' } },
  };
}

/** Workflow id of a run. */
export function runIdOf({
  specification,
  environment,
}: Pick<RunDocuments, 'specification' | 'environment'>): string {
  return `${specification.spec_id}@${environment.environment_id}`;
}
