import { ERRORS, type ErrorCode } from '../errors.ts';

/** The one table of exit codes; `--help` prints it. */
export const EXIT_CODES = {
  ok: { code: 0, meaning: 'done' },
  unsuccessful: { code: 1, meaning: 'the run ended without success, or an unexpected error' },
  invalid: { code: 2, meaning: 'wrong usage, or an invalid file or setting' },
  notReady: { code: 3, meaning: 'blocked: something is missing before it can go on' },
  unreachable: { code: 4, meaning: 'a service cannot be reached' },
  notFound: { code: 5, meaning: 'there is no such run (or not any more), task or open checkpoint' },
  interrupted: { code: 130, meaning: 'interrupted (Ctrl-C)' },
} as const;

export type ExitReason = keyof typeof EXIT_CODES;
export type ExitCode = (typeof EXIT_CODES)[ExitReason]['code'];

/** The exit code of a command that ends with this error. */
export function exitCodeFor(code: ErrorCode): ExitCode {
  return EXIT_CODES[exitReasonFor(code)].code;
}

function exitReasonFor(code: ErrorCode): ExitReason {
  if (
    code === 'run_not_found' ||
    code === 'run_ended' ||
    code === 'report_missing' ||
    code === 'task_not_found' ||
    code === 'checkpoint_not_open'
  )
    return 'notFound';
  if (code === 'cancelled') return 'unsuccessful';
  const { class: errorClass } = ERRORS[code];
  switch (errorClass) {
    case 'usage':
    case 'configuration':
      return 'invalid';
    case 'transient':
      return 'unreachable';
    case 'dependency':
    case 'ambiguity':
      return 'notReady';
    case 'acceptance':
    case 'budget':
    case 'critical':
      return 'unsuccessful';
  }
}
