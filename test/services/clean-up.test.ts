import assert from 'node:assert/strict';
import { test } from 'vitest';
import { withCleanUp } from '../../src/clean-up.ts';
import { MillwrightError } from '../../src/errors.ts';

const fails = (error: Error) => async (): Promise<never> => {
  throw error;
};
const nothing = async (): Promise<void> => undefined;

test('of two errors the first is thrown, with its code, its place and its time, and tells of the second', async () => {
  const problems = [{ rule: 'r', message: 'm', fix: 'f', pointer: '/p' }];
  const first = new MillwrightError('n8n_server_error', 'The first.', { problems, retryAfterMs: 7_000 });
  await assert.rejects(withCleanUp(fails(first), fails(new Error('The second.'))), {
    code: 'n8n_server_error',
    message: 'The first. It was not possible to clean up after that: The second.',
    problems,
    retryAfterMs: 7_000,
    cause: first,
  });
});

test('an error that is not ours, as an interruption, is thrown as it is', async () => {
  const first = new DOMException('interrupted', 'AbortError');
  await assert.rejects(
    withCleanUp(fails(first), fails(new Error('The second.'))),
    (error) => error === first,
  );
});

test('what works is cleaned up after, and a clean-up that fails is told', async () => {
  let isClean = false;
  const cleanUp = async (): Promise<void> => void (isClean = true);
  assert.equal(await withCleanUp(async () => 7, cleanUp), 7);
  assert.ok(isClean);
  await assert.rejects(withCleanUp(nothing, fails(new Error('left behind'))), { message: 'left behind' });
});
