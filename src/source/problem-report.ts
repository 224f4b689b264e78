import { type ErrorCode, MillwrightError } from '../errors.ts';
import type { Problem } from '../protocol/problem.ts';

/** Most problems that are shown at once; the message tells how many there are. */
const MAX_SHOWN = 50;

/** The one error for all that is wrong with a file. */
export function problemReport(code: ErrorCode, file: string, problems: readonly Problem[]): MillwrightError {
  const [first] = problems;
  const shown = problems.slice(0, MAX_SHOWN);
  const rest = problems.length - shown.length;
  const count = problems.length === 1 ? 'one problem' : `${problems.length} problems`;
  const listed = rest > 0 ? `; the first ${MAX_SHOWN} are listed, ${rest} more are not` : '';
  const place = first?.place === undefined ? '' : ` (line ${first.place.line})`;
  const message = `${file} has ${count}${listed}. ${problems.length > 1 ? 'First' : 'It is'}${place}: ${first?.message ?? ''}`;
  return new MillwrightError(code, message, { problems: shown });
}
