import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { admissionProblems } from '../../activities/admission-problems.ts';
import { MillwrightError } from '../../errors.ts';
import type { JsonObject } from '../../protocol/json.ts';
import type { Problem } from '../../protocol/problem.ts';
import { loadEnvironment } from '../../source/load-environment.ts';
import { loadSpecification, type LoadedSpecification } from '../../source/load-specification.ts';
import { withPlaces } from '../../source/places.ts';
import { problemReport } from '../../source/problem-report.ts';
import { documentPointer } from '../../spec/document-pointer.ts';
import { resolveParameters } from '../../spec/parameters.ts';
import type { ExecutionContext } from '../../spec/author/execution-context.ts';
import { fillEnvironment } from '../../spec/execution-context.ts';
import { parseEnvironmentDocument } from '../../spec/parse.ts';
import { toJsonObject } from '../../spec/json-value.ts';
import { LOCAL_ENVIRONMENT } from '../../spec/local-environment.ts';
import type { Environment, Specification } from '../../spec/model.ts';
import { standInsFileOf } from './stand-ins-file.ts';
import type { Config } from '../../config.ts';
import { checkInputSize } from './input-size.ts';

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

/** The same, with the way from what is found in them to the lines of the file. */
export interface LoadedDocuments extends RunDocuments {
  loaded: LoadedSpecification;
  /** Adds to each problem of the normal form where it stands in the file. */
  locate(problems: readonly Problem[]): Promise<Problem[]>;
}

/**
 * The environment is the one named, else the one of `$MILLWRIGHT_ENVIRONMENT`, else `environment.yaml` beside the
 * specification, else the plain local one.
 * @throws MillwrightError with every problem at its file:line:column, also those for which the run would not be admitted.
 */
export async function loadRunDocuments(
  file: string,
  environmentFile: string | undefined,
  config: Config,
): Promise<LoadedDocuments> {
  const loaded = await loadSpecification(file);
  const { document: specificationDocument, executionContext } = loaded;
  const beside = join(dirname(file), 'environment.yaml');
  const chosen = environmentFile ?? config.environmentFile ?? (existsSync(beside) ? beside : undefined);
  const { environment, document: environmentDocument } =
    chosen === undefined ? local(executionContext) : await loadEnvironment(chosen, executionContext);
  const standInsFile = chosen === undefined ? undefined : standInsFileOf(chosen, environment);
  checkInputSize(specificationDocument, environmentDocument);
  const locate = (problems: readonly Problem[]): Promise<Problem[]> => placed(problems, loaded, file);
  const specification = await resolved(loaded.specification, environment, file, locate);
  const problems = admissionProblems(specification, environment);
  if (problems.length > 0) throw problemReport('spec_invalid', file, await locate(problems));
  return {
    specification,
    environment,
    specificationDocument,
    environmentDocument,
    ...(standInsFile !== undefined && { standInsFile }),
    loaded,
    locate,
  };
}

async function resolved(
  specification: Specification,
  environment: Environment,
  file: string,
  locate: LoadedDocuments['locate'],
): Promise<Specification> {
  try {
    return resolveParameters(specification, environment);
  } catch (error) {
    if (!(error instanceof MillwrightError) || error.problems.length === 0) throw error;
    throw problemReport(error.code, file, await locate(error.problems));
  }
}

function placed(
  problems: readonly Problem[],
  { document, places }: LoadedSpecification,
  file: string,
): Promise<Problem[]> {
  const written = problems.map((problem) => ({
    ...problem,
    pointer: documentPointer(document, problem.pointer),
  }));
  return withPlaces(written, places, file);
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
