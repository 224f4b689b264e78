import { runInNewContext } from 'node:vm';

const TIMEOUT_MS = 250;
const TEXT_LIMIT_CHARACTERS = 1_000_000;

/**
 * Whether `pattern` (from a specification) matches `text`. A pattern that backtracks without end is stopped: on the
 * plain engine `^(a+)+$` holds the process for seconds on thirty characters.
 *
 * @returns `no_answer` when the time was over or the pattern is no regular expression.
 */
export function matchPattern(pattern: string, text: string, flags = ''): 'match' | 'no_match' | 'no_answer' {
  try {
    const sandbox = { pattern, flags, text: text.slice(0, TEXT_LIMIT_CHARACTERS) };
    // The script is ours and the pattern is data; only node:vm offers a time limit for one regular expression.
    const matched: unknown = runInNewContext('new RegExp(pattern, flags).test(text)', sandbox, {
      timeout: TIMEOUT_MS,
    });
    return matched === true ? 'match' : 'no_match';
  } catch {
    return 'no_answer';
  }
}
