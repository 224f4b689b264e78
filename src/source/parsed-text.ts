import type { Problem, SourcePlace } from '../protocol/problem.ts';

/** Where a JSON pointer leads in a file: at the value, or at the name of the field. */
export type Locate = (pointer: string, at: 'value' | 'name') => SourcePlace;

/** What a YAML or JSON text says, or why it says nothing. */
export type ParsedText =
  { ok: true; value: unknown; locate: () => Promise<Locate> } | { ok: false; problems: Problem[] };

/** A problem of the text itself, before it is a document. */
export function syntaxProblem(rule: string, place: SourcePlace, message: string, fix: string): Problem {
  return { rule, message, fix, pointer: '', place };
}
