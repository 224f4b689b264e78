import { MillwrightError } from './errors.ts';

/**
 * Runs `cleanUp` after `work`, however that ended. When both fail, the error of `work` is thrown, because it says what is
 * wrong; that something was left behind is added to it.
 */
export async function withCleanUp<Result>(
  work: () => Promise<Result>,
  cleanUp: () => Promise<unknown>,
): Promise<Result> {
  let result: Result;
  try {
    result = await work();
  } catch (error) {
    throw await cleanUpAfter(error, cleanUp);
  }
  await cleanUp();
  return result;
}

/** Runs `cleanUp` after a failure. @returns the error to throw: the first one, whatever becomes of the clean-up. */
export async function cleanUpAfter(error: unknown, cleanUp: () => Promise<unknown>): Promise<unknown> {
  try {
    await cleanUp();
    return error;
  } catch (second) {
    if (!(error instanceof MillwrightError)) return error;
    const { code, message, problems, retryAfterMs } = error;
    const reason = second instanceof Error ? second.message : String(second);
    return new MillwrightError(code, `${message} It was not possible to clean up after that: ${reason}`, {
      cause: error,
      problems,
      ...(retryAfterMs !== undefined && { retryAfterMs }),
    });
  }
}
