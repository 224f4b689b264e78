import { z } from 'zod';
import { MillwrightError } from '../errors.ts';
import type { Problem } from '../protocol/problem.ts';
import { workflowIdFor } from '../n8n/document/identity.ts';
import { compilePlan } from '../plan/compile-plan.ts';
import { packPlan } from '../plan/packed-plan.ts';
import { judgeSpecification } from '../plan/judge-specification.ts';
import type { AdmitResult } from '../protocol/activities.ts';
import type { RunInput } from '../protocol/run.ts';
import { parseEnvironmentDocument, parseSpecificationDocument } from '../spec/parse.ts';
import { isPlainObject } from '../spec/json-value.ts';
import type { ExecutionContext } from '../spec/author/execution-context.ts';
import { fillEnvironment } from '../spec/execution-context.ts';
import { LOCAL_ENVIRONMENT } from '../spec/local-environment.ts';
import { resolveParameters } from '../spec/parameters.ts';
import { bindStandIns } from '../spec/stand-in-urls.ts';
import type { Environment, Specification } from '../spec/model.ts';
import { n8nInstanceName } from '../spec/n8n-instance.ts';
import { worstCasePrices } from '../claude/worst-case.ts';
import { admissionProblems } from './admission-problems.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { readDocuments } from './stored-documents.ts';

const storedSchema = z.object({ specification_hash: z.string(), environment_hash: z.string() });

/**
 * The first activity of a run: validates, resolves parameters, stores both documents by hash and returns the
 * compact plan. What is wrong comes back as data: it is an answer, not a failure.
 */
export async function admitSpecification(
  dependencies: ActivityDependencies,
  input: RunInput,
): Promise<AdmitResult> {
  try {
    const { specification, environment } = await read(dependencies, input);
    const problems = [...notReady(specification), ...admissionProblems(specification, environment)];
    return problems.length > 0
      ? { admitted: false, problems }
      : await admit(dependencies, specification, environment);
  } catch (error) {
    if (error instanceof MillwrightError && error.problems.length > 0)
      return { admitted: false, problems: error.problems };
    throw error;
  }
}

async function read(
  dependencies: ActivityDependencies,
  input: RunInput,
): Promise<{ specification: Specification; environment: Environment }> {
  const stored = storedSchema.safeParse(input);
  if (stored.success) {
    const { specification_hash: specificationHash, environment_hash: environmentHash } = stored.data;
    return readDocuments(dependencies, { specificationHash, environmentHash });
  }
  // Anybody may start a run, with no input at all, too.
  const given: unknown = input;
  const { specification = given ?? null, environment: environmentDocument } =
    isPlainObject(given) && Object.hasOwn(given, 'specification') ? given : {};
  const parsed = parseSpecificationDocument(specification);
  if (!parsed.ok)
    throw new MillwrightError('spec_invalid', 'The specification is not valid.', {
      problems: parsed.problems,
    });
  const environment = await readEnvironment(dependencies, environmentDocument, parsed.executionContext);
  const bound = bindStandIns(environment, await dependencies.standInsUrl());
  return { specification: resolveParameters(parsed.specification, bound), environment: bound };
}

async function readEnvironment(
  dependencies: ActivityDependencies,
  document: unknown,
  context: ExecutionContext | undefined,
): Promise<Environment> {
  const own = document === undefined ? await dependencies.defaultEnvironment() : undefined;
  if (own !== undefined && context === undefined) return own;
  const parsed = parseEnvironmentDocument(
    filled(own === LOCAL_ENVIRONMENT ? undefined : (own ?? document), context),
  );
  if (!parsed.ok)
    throw new MillwrightError('environment_invalid', 'The environment is not valid.', {
      problems: parsed.problems,
    });
  return parsed.environment;
}

/** What the environment leaves open, the document of the specification may say. */
function filled(environment: unknown, context: ExecutionContext | undefined): unknown {
  if (context === undefined) return environment;
  if (environment === undefined) return fillEnvironment(undefined, context);
  return isPlainObject(environment) ? fillEnvironment(environment, context) : environment;
}

/** A handoff that stops cannot be mended while the run waits: only a new specification does it. */
function notReady(specification: Specification): Problem[] {
  const { verdict, blockers } = judgeSpecification(specification);
  if (verdict !== 'stop') return [];
  return blockers.map((blocker) => ({
    rule: blocker.type,
    message: blocker.description,
    fix: blocker.resolutionRequired,
    pointer: '/phase_4_handoff',
  }));
}

async function admit(
  dependencies: ActivityDependencies,
  specification: Specification,
  environment: Environment,
): Promise<AdmitResult> {
  const { artifacts, model, searchAttributesRegistered } = dependencies;
  const [specificationHash, environmentHash] = await Promise.all([
    artifacts.putJson(specification),
    artifacts.putJson(environment),
  ]);
  const n8nUrl = await n8nUrlOf(dependencies, environment);
  const plan = compilePlan({
    specification,
    environment,
    specificationHash,
    environmentHash,
    ...(n8nUrl !== undefined && { n8nUrl }),
    n8nWorkflowId: (componentId) =>
      workflowIdFor({
        n8nInstance: n8nInstanceName(environment),
        specId: specification.spec_id,
        componentId,
      }),
    worstCaseUsd: worstCasePrices(specification),
    flags: { replayedAnswers: model.replayed, searchAttributesRegistered },
  });
  const packed = packPlan(plan);
  return { admitted: true, plan: packed, planHash: await artifacts.putJson(packed) };
}

/** For links only: whether n8n is there is asked later, and waited for. */
async function n8nUrlOf(
  dependencies: ActivityDependencies,
  environment: Environment,
): Promise<string | undefined> {
  const { n8n } = environment;
  const url =
    n8n.instance === 'remote'
      ? n8n.url
      : (await dependencies.openN8n(environment).catch(() => undefined))?.url;
  return url?.replace(/\/+$/, '');
}
