import assert from 'node:assert/strict';
import { ActivityCancellationDetails, ApplicationFailure } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { test } from 'vitest';
import { FailureInterceptor } from '../../src/activities/failure-interceptor.ts';
import { MillwrightError } from '../../src/errors.ts';

/** What the workflow gets to see of an activity that fails with `error`. */
async function seenOf(
  error: Error,
  cancelled?: ConstructorParameters<typeof ActivityCancellationDetails>[0],
): Promise<unknown> {
  const environment = new MockActivityEnvironment();
  const interceptor = new FailureInterceptor(() => ['s3cret-key']);
  if (cancelled) environment.cancel('WORKER_SHUTDOWN', new ActivityCancellationDetails(cancelled));
  return environment
    .run(() => interceptor.execute({ args: [], headers: {} }, () => Promise.reject(error)))
    .catch((failure: unknown) => failure);
}

test('work cut off by a stopping worker is known as that, whatever error the work made of it, and may be done again', async () => {
  const seen = await seenOf(new MillwrightError('model_rejected', 'the stream was aborted'), {
    workerShutdown: true,
  });
  assert.ok(seen instanceof ApplicationFailure);
  assert.deepEqual(
    { type: seen.type, nonRetryable: seen.nonRetryable },
    { type: 'WorkerShutdown', nonRetryable: false },
  );
});

test('work that a cancelled run cut off keeps its own error', async () => {
  const error = new MillwrightError('model_rejected', 'the stream was aborted');
  assert.equal(await seenOf(error, { cancelRequested: true }), error);
});

test('an error of a running worker keeps its code, is final unless transient, and tells no secret', async () => {
  const final = await seenOf(new MillwrightError('n8n_rejected', 'n8n refused s3cret-key'));
  assert.ok(final instanceof ApplicationFailure);
  assert.deepEqual(
    { type: final.type, nonRetryable: final.nonRetryable },
    { type: 'n8n_rejected', nonRetryable: true },
  );
  assert.doesNotMatch(final.message, /s3cret-key/);
  const transient = await seenOf(new MillwrightError('n8n_unreachable', 'no answer'));
  assert.ok(transient instanceof ApplicationFailure && !transient.nonRetryable);
});
