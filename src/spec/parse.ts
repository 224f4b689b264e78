import type { Problem } from '../protocol/problem.ts';
import { besideSpecification, canonicalNames, EXECUTION_CONTEXT } from './aliases.ts';
import { authorEnvironment } from './author/environment.ts';
import { authorExecutionContext, type ExecutionContext } from './author/execution-context.ts';
import { type AuthorSpecification, authorSpecification } from './author/specification.ts';
import { documentPointer } from './document-pointer.ts';
import { otherVersion } from './language-version.ts';
import { checkLimits } from './limits.ts';
import type { Environment, Specification } from './model.ts';
import { normalise, normaliseEnvironment } from './normalise.ts';
import { parameterDefaultRules, parameterRules } from './parameters.ts';
import { toPointer } from './pointer.ts';
import { readShape, type Shape } from './read-shape.ts';
import { activationRules } from './rules/activation.ts';
import { authorCodeRules } from './rules/author-code.ts';
import { authorFormRules } from './rules/author-form.ts';
import { caseRules } from './rules/cases.ts';
import { codeFileRules } from './rules/code-files.ts';
import { componentRules } from './rules/components.ts';
import { dataSchemaRules } from './rules/data-schemas.ts';
import { edgeRules } from './rules/edges.ts';
import { expressionRules } from './rules/expressions.ts';
import { environmentFillers, fillerValueRules } from './rules/filler-values.ts';
import { gateCaseRules } from './rules/gate-cases.ts';
import { graphRules } from './rules/graph.ts';
import { instructionRules } from './rules/instructions.ts';
import { nodeRules } from './rules/nodes.ts';
import { ownNodeRules } from './rules/own-nodes.ts';
import { referenceRules } from './rules/references.ts';
import type { Rule } from './rules/rule.ts';
import { secretRules } from './rules/secrets.ts';
import { standInRules } from './rules/stand-ins.ts';
import { unprintableRules } from './rules/unprintable.ts';
import { wordingRules } from './rules/wording.ts';

/** The rules of the language, one family each. */
const RULES: readonly Rule[] = [
  graphRules,
  componentRules,
  referenceRules,
  instructionRules,
  nodeRules,
  ownNodeRules,
  edgeRules,
  expressionRules,
  authorCodeRules,
  codeFileRules,
  caseRules,
  activationRules,
  gateCaseRules,
  dataSchemaRules,
  parameterRules,
  wordingRules,
  fillerValueRules,
];

export type ParsedSpecification =
  | { ok: true; specification: Specification; executionContext?: ExecutionContext }
  | { ok: false; problems: Problem[] };
export type ParsedEnvironment = { ok: true; environment: Environment } | { ok: false; problems: Problem[] };

/**
 * Reads a self-contained specification document (untrusted JSON) into its normal form, or says all that is wrong with it.
 * Problems carry JSON pointers into the document as given; `source/` turns them into lines. Never throws.
 */
export function parseSpecificationDocument(document: unknown): ParsedSpecification {
  const tooMuch = checkLimits(document);
  return tooMuch.length > 0 ? { ok: false, problems: tooMuch } : parseWithinLimits(document);
}

/** {@link parseSpecificationDocument} for a document in which `checkLimits` has found nothing. */
export function parseWithinLimits(document: unknown): ParsedSpecification {
  const canonical = canonicalNames(document);
  const unreadable = otherVersion(canonical);
  if (unreadable.length > 0) return { ok: false, problems: inDocument(document, unreadable) };
  const shape = readShape(authorSpecification, canonical);
  const context = readExecutionContext(document);
  const problems = [...secretRules(document), ...unprintableRules(document), ...shape.problems];
  if (shape.value !== undefined) {
    const specification = normalise(shape.value);
    problems.push(...ruleProblems(shape.value, specification));
    if (problems.length === 0 && context.problems.length === 0)
      return { ok: true, specification, ...(context.value && { executionContext: context.value }) };
  }
  return { ok: false, problems: [...inDocument(document, problems), ...context.problems] };
}

/** Stands beside the specification; its pointers need no translation. */
function readExecutionContext(document: unknown): Shape<ExecutionContext> {
  const context = besideSpecification(document);
  if (context === undefined) return { problems: [] };
  const shape = readShape(authorExecutionContext, context);
  const problems = shape.problems.map((problem) => ({
    ...problem,
    pointer: toPointer([EXECUTION_CONTEXT]) + problem.pointer,
  }));
  return { ...shape, problems };
}

/** {@link parseSpecificationDocument} for environment files. */
export function parseEnvironmentDocument(document: unknown): ParsedEnvironment {
  const tooMuch = checkLimits(document);
  if (tooMuch.length > 0) return { ok: false, problems: tooMuch };
  const unreadable = otherVersion(document);
  if (unreadable.length > 0) return { ok: false, problems: unreadable };
  const shape = readShape(authorEnvironment, document);
  const problems = [...secretRules(document), ...unprintableRules(document), ...shape.problems];
  if (shape.value !== undefined) {
    const environment = normaliseEnvironment(shape.value);
    problems.push(...standInRules(environment));
    problems.push(...environmentFillers(environment));
    if (problems.length === 0) return { ok: true, environment };
  }
  return { ok: false, problems: inDocument(document, problems) };
}

function ruleProblems(author: AuthorSpecification, specification: Specification): Problem[] {
  const problems = [...authorFormRules(author), ...RULES.flatMap((rule) => rule(specification))];
  // Only of use once every parameter is known.
  return problems.length > 0 ? problems : parameterDefaultRules(specification);
}

/**
 * Problems with pointers into the document as given. What looks like a credential is reported as that and nothing else:
 * other rules would quote it.
 */
function inDocument(document: unknown, problems: readonly Problem[]): Problem[] {
  const placed = problems.map((problem) => ({
    ...problem,
    pointer: documentPointer(document, problem.pointer),
  }));
  const credentials = new Set(
    placed.filter((problem) => problem.rule === 'credential_value').map((problem) => problem.pointer),
  );
  return placed.filter((problem) => problem.rule === 'credential_value' || !credentials.has(problem.pointer));
}
