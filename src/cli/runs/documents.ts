import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { JsonObject } from '../../protocol/json.ts';
import { loadEnvironment } from '../../source/load-environment.ts';
import { loadSpecification } from '../../source/load-specification.ts';
import { resolveParameters } from '../../spec/parameters.ts';
import { MillwrightError } from '../../errors.ts';
import type { ExecutionContext } from '../../spec/author/execution-context.ts';
import { fillEnvironment } from '../../spec/execution-context.ts';
import { parseEnvironmentDocument } from '../../spec/parse.ts';
import { toJsonObject } from '../../spec/json-value.ts';
import { LOCAL_ENVIRONMENT } from '../../spec/local-environment.ts';
import type { Environment, Specification } from '../../spec/model.ts';
import { standInsFileOf } from './stand-ins-file.ts';
import type { Config } from '../../config.ts';

/** The documents that a run is started from: as written, and as understood. */
export interface RunDocuments {
  specification: Specification;
  environment: Environment;
  /** Self-contained: files beside the specification are inside. */
  specificationDocument: JsonObject;
  environmentDocument: JsonObject;
  /** Absolute path of what describes the stand-ins of the environment, where there is such a file. */
  standInsFile?: string;
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
  const loaded = await loadSpecification(file);
  const { specification, document: specificationDocument, executionContext } = loaded;
  const beside = join(dirname(file), 'environment.yaml');
  const chosen = environmentFile ?? config.environmentFile ?? (existsSync(beside) ? beside : undefined);
  const { environment, document: environmentDocument } =
    chosen === undefined ? local(executionContext) : await loadEnvironment(chosen, executionContext);
  const standInsFile = chosen === undefined ? undefined : standInsFileOf(chosen, environment);
  return {
    specification: resolveParameters(specification, environment),
    environment,
    specificationDocument,
    environmentDocument,
    ...(standInsFile !== undefined && { standInsFile }),
  };
}

/** Without an environment file everything is local and nothing is overridden. */
function local(context: ExecutionContext | undefined): { environment: Environment; document: JsonObject } {
  const { environment_id } = LOCAL_ENVIRONMENT;
  const document = context === undefined ? { environment_id } : fillEnvironment(undefined, context);
  const whole = toJsonObject({ n8n: { instance: 'local' }, ...document });
  const parsed = parseEnvironmentDocument(whole);
  if (!parsed.ok)
    throw new MillwrightError('environment_invalid', 'The `execution_context` makes no environment.', {
      problems: parsed.problems,
    });
  return { environment: parsed.environment, document: whole };
}

/** Workflow id of a run. */
export function runIdOf({
  specification,
  environment,
}: Pick<RunDocuments, 'specification' | 'environment'>): string {
  return `${specification.spec_id}@${environment.environment_id}`;
}
