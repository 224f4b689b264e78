import { setTimeout as pause } from 'node:timers/promises';
import { QueryNotRegisteredError } from '@temporalio/client';
import { ASKED_BETWEEN_STEPS } from '../../protocol/names.ts';

/** A step takes a fraction of a second. */
const AGAIN_AFTER_MS = 100;

/** Asks until the run is not just between two steps; the deadline of the call ends it, too. */
export async function askAgain<Result>(ask: () => Promise<Result>): Promise<Result> {
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (!isBetweenSteps(error)) throw error;
    }
    await pause(AGAIN_AFTER_MS);
  }
}

/** A run that has ended between two steps makes no other: it is asked for what it knew then. */
export async function askEnded<Result>(
  ask: () => Promise<Result>,
  askBetween: () => Promise<Result>,
): Promise<Result> {
  return ask().catch((error: unknown) => {
    if (isBetweenSteps(error)) return askBetween();
    throw error;
  });
}

/** The SDK gives this error for every query that fails. */
function isBetweenSteps(error: unknown): boolean {
  return error instanceof QueryNotRegisteredError && error.message.includes(ASKED_BETWEEN_STEPS);
}
