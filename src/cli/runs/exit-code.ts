import type { RunStatus } from '../../protocol/run.ts';
import { EXIT_CODES, type ExitCode } from '../exit-codes.ts';

/** Only a run that completed without errors is a success for a script. */
export function exitCodeOfRun(status: RunStatus): ExitCode {
  switch (status) {
    case 'completed':
      return EXIT_CODES.ok.code;
    case 'blocked':
    case 'pending':
    case 'running':
    case 'paused':
    case 'awaiting_approval':
      return EXIT_CODES.notReady.code;
    case 'completed_with_errors':
    case 'failed':
    case 'aborted':
      return EXIT_CODES.unsuccessful.code;
    case 'rejected':
      return EXIT_CODES.invalid.code;
  }
}
