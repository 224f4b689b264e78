import type * as z from 'zod';

/** Anything that zod finds, but for unions: those are replaced by what is wrong with the alternative that was meant. */
export type ShapeIssue = Exclude<z.core.$ZodIssue, z.core.$ZodIssueInvalidUnion> | WrongKind | WrongVariant;

/** No alternative takes a value of this kind. */
export interface WrongKind {
  code: 'wrong_kind';
  path: PropertyKey[];
  expected: string[];
}

/** The field that tells the alternatives apart has none of their values. */
export interface WrongVariant {
  code: 'invalid_value';
  path: PropertyKey[];
  message: string;
  values: z.core.util.Primitive[];
}

/** zod's issues without unions, with whole paths. */
export function flatIssues(issues: readonly z.core.$ZodIssue[], prefix: PropertyKey[] = []): ShapeIssue[] {
  return issues.flatMap((issue) => {
    const path = [...prefix, ...issue.path];
    return issue.code === 'invalid_union' ? unionIssues(issue, path) : [{ ...issue, path }];
  });
}

/** The alternative that was probably meant takes a value of this kind and has the least to complain of. */
function unionIssues(issue: z.core.$ZodIssueInvalidUnion, path: PropertyKey[]): ShapeIssue[] {
  if ('options' in issue && issue.options !== undefined) {
    return [{ code: 'invalid_value', path, message: issue.message, values: issue.options }];
  }
  const alternatives = issue.errors.map((errors) => flatIssues(errors, path));
  const isWrongKind = (found: ShapeIssue): boolean =>
    (found.code === 'invalid_type' || found.code === 'wrong_kind') && found.path.length === path.length;
  const fitting = alternatives.filter((found) => !found.some(isWrongKind));
  const [best] = fitting.toSorted((left, right) => left.length - right.length);
  if (best !== undefined) return best;
  const expected = alternatives.flat().flatMap((found) => {
    if (found.code === 'invalid_type') return [found.expected];
    return found.code === 'wrong_kind' ? found.expected : [];
  });
  return [{ code: 'wrong_kind', path, expected: [...new Set(expected)] }];
}
