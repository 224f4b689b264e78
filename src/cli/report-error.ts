import type { MillwrightError } from '../errors.ts';
import type { Problem } from '../protocol/problem.ts';
import type { Output, Paint } from './output.ts';

/** Says what happened, where, and what to do: for people on stderr, with `--json` as JSON on stdout. */
export function reportError(error: MillwrightError, output: Output): void {
  if (output.asJson) {
    output.json({ error: errorDocument(error) });
  } else {
    output.note(errorText(error, output.paintNote));
  }
  if (output.verbose) output.note(stackOf(error));
}

function errorDocument({ code, class: errorClass, message, fix, problems }: MillwrightError) {
  return { code, class: errorClass, message, fix, problems };
}

function errorText(error: MillwrightError, paint: Paint): string {
  return [
    `${paint('red', 'error')} ${paint('dim', error.code)}  ${error.message}`,
    ...error.problems.map((problem) => problemText(problem, paint)),
    `${paint('green', 'fix')}  ${error.fix}`,
  ].join('\n');
}

/** `file:line:column  rule  message`, which editors and terminals turn into a link, and the fix below. */
function problemText({ rule, message, fix, pointer, place }: Problem, paint: Paint): string {
  const where = place === undefined ? pointer : `${place.file}:${place.line}:${place.column}`;
  return `  ${paint('bold', where)}  ${paint('yellow', rule)}  ${message}\n      ${paint('green', 'fix')}  ${fix}`;
}

function stackOf(error: Error): string {
  const cause = error.cause instanceof Error ? `\ncaused by ${stackOf(error.cause)}` : '';
  return `${error.stack ?? error.message}${cause}`;
}
