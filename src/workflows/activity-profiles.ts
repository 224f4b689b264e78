import type { ActivityOptions, LocalActivityOptions } from '@temporalio/workflow';

/** Transport retries: 4 attempts, 1 s first, doubled. After these the *workflow* waits, durably. */
const TRANSPORT_RETRY = Object.freeze({
  initialInterval: '1s',
  backoffCoefficient: 2,
  maximumInterval: '10s',
  maximumAttempts: 4,
} as const);

/**
 * One whole profile per family of activities; a partial one would fall back to unlimited retries. Every activity
 * heartbeats by itself twice a second (`heartbeat-interceptor.ts`), so a killed worker is noticed within seconds
 * whatever the start-to-close time. `cancellationType` is named because SDK 1.24 behaves as TRY_CANCEL without.
 */
function profile(
  startToCloseTimeout: '30 seconds' | '2 minutes' | '5 minutes' | '15 minutes',
): Readonly<ActivityOptions> {
  return Object.freeze({
    startToCloseTimeout,
    heartbeatTimeout: '3 seconds',
    cancellationType: 'WAIT_CANCELLATION_COMPLETED',
    retry: TRANSPORT_RETRY,
  });
}

export const PROFILES = Object.freeze({
  /** Reads and computes; seconds at most. */
  quick: profile('30 seconds'),
  /** Reads and writes n8n. */
  n8n: profile('2 minutes'),
  /** Runs workflows inside n8n and waits for them. */
  n8nRun: profile('5 minutes'),
  /** One streamed model call. */
  model: profile('15 minutes'),
  /** Runs generated code; the sandbox has its own, shorter limit. */
  sandbox: profile('2 minutes'),
});

/**
 * Milliseconds of work on what this machine has: no round trip through the server, and inputs stand in no history. Only for
 * what runs alone, because the results of concurrent local activities replay in another order
 * (docs/decisions/order-of-results.md). When the worker is killed in it, it runs again after the workflow task timeout.
 */
export const LOCAL_PROFILE: Readonly<LocalActivityOptions> = Object.freeze({
  startToCloseTimeout: '30 seconds',
  cancellationType: 'WAIT_CANCELLATION_COMPLETED',
  retry: TRANSPORT_RETRY,
});
