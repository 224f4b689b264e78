import { ERRORS, isErrorCode, type ErrorClass, type ErrorCode } from '../errors.ts';
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

/** What the code means for a run; an unknown one is internal. */
export function classOf(code: string): ErrorClass {
  return ERRORS[isErrorCode(code) ? code : 'internal'].class;
}

/** Transient: the other side may come back, so the run waits instead of failing. */
export function isTransient(code: string): boolean {
  return classOf(code) === 'transient';
}
