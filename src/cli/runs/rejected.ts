import { isErrorCode, MillwrightError } from '../../errors.ts';
import type { RunView } from '../../protocol/run.ts';

/** For who follows a run it is an error, told as one that is found before a run is started. */
export function throwIfRejected({ status, refused, workflowId }: RunView): void {
  if (status !== 'rejected' || refused === undefined) return;
  const code = isErrorCode(refused.code) ? refused.code : 'internal';
  throw new MillwrightError(code, `${workflowId} was not admitted: ${refused.message}`, {
    problems: refused.problems,
  });
}
