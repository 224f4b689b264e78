import assert from 'node:assert/strict';
import { test } from 'vitest';
import { ResultSizeInterceptor } from '../../src/activities/result-size-interceptor.ts';
import { MillwrightError } from '../../src/errors.ts';

async function passedOn(result: unknown): Promise<unknown> {
  return new ResultSizeInterceptor().execute({ args: [], headers: {} }, async () => result);
}

test('a result that Temporal would refuse is an error with its size, whatever alphabet it is written in', async () => {
  for (const text of ['x'.repeat(2_200_000), '字'.repeat(600_000)]) {
    await assert.rejects(passedOn({ text }), (error) => {
      assert.ok(error instanceof MillwrightError);
      assert.equal(error.code, 'result_too_large');
      assert.match(error.message, /^The result has [\d]+ bytes; 1500000 can go through Temporal\.$/);
      return true;
    });
  }
});

test('any other result is passed on as it is, nothing at all included', async () => {
  const large = { text: 'x'.repeat(1_400_000) };
  assert.equal(await passedOn(large), large);
  assert.equal(await passedOn(undefined), undefined);
});
