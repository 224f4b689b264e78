import { ERRORS, type ErrorCode } from '../errors.ts';
import type { TaskError } from '../protocol/run.ts';

/** A task's error from the table of codes; an unknown code (from a newer worker) is reported as internal. */
export function taskError(code: string, message: string, resolutionAttempted = ''): TaskError {
  const known: ErrorCode = isErrorCode(code) ? code : 'internal';
  const entry = ERRORS[known];
  return {
    code: known,
    message,
    fix: entry.fix,
    recoverable: entry.class !== 'critical',
    resolutionAttempted,
  };
}

function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(ERRORS, code);
}

/** Transient: the other side may come back, so the run waits instead of failing. */
export function isTransient(code: string): boolean {
  return isErrorCode(code) && ERRORS[code].class === 'transient';
}
