import assert from 'node:assert/strict';
import fc from 'fast-check';
import { test } from 'vitest';
import { callCostUsd, worstCaseCallUsd } from '../../src/claude/prices.ts';
import { worstCasePrices } from '../../src/claude/worst-case.ts';
import { specificationWith } from './support/workbench.ts';

const MODELS = ['claude-fable-5-1', 'claude-opus-5-5', 'claude-sonnet-5-5', 'claude-opus-5'];
const NO_TOKENS = {
  inputTokens: 0,
  outputTokens: 0,
  cacheReadTokens: 0,
  cacheWriteTokens: 0,
  cacheWriteHourTokens: 0,
};

test('a million tokens of each kind cost what the price list says', () => {
  const million = 1_000_000;
  const cost = (kind: keyof typeof NO_TOKENS): number =>
    callCostUsd('claude-opus-5-5', { ...NO_TOKENS, [kind]: million });
  assert.deepEqual(
    [
      cost('inputTokens'),
      cost('outputTokens'),
      cost('cacheReadTokens'),
      cost('cacheWriteTokens'),
      cost('cacheWriteHourTokens'),
    ],
    [4, 20, 0.2, 5, 8],
  );
});

test('no call that fits into its bytes and its answer costs more than its worst case', () => {
  const split = fc.record({
    bytes: fc.nat(500_000),
    fresh: fc.nat(100),
    read: fc.nat(100),
    written: fc.nat(100),
    out: fc.nat(64_000),
  });
  fc.assert(
    fc.property(fc.constantFrom(...MODELS), split, (model, { bytes, fresh, read, written, out }) => {
      const share = bytes / (fresh + read + written + 1);
      const usage = {
        ...NO_TOKENS,
        inputTokens: fresh * share,
        cacheReadTokens: read * share,
        cacheWriteTokens: written * share,
        outputTokens: out,
      };
      assert.ok(callCostUsd(model, usage) <= worstCaseCallUsd(model, bytes, out));
    }),
  );
});

test('an unknown model has no price, not the price zero', () => {
  assert.throws(() => callCostUsd('claude-unheard-of', NO_TOKENS), { code: 'model_price_unknown' });
  assert.throws(() => worstCaseCallUsd('claude-unheard-of', 0, 0), { code: 'model_price_unknown' });
});

test('a task has a worst case, and none when the author wrote the code or there is nothing to write', () => {
  assert.ok(worstCasePrices(specificationWith())('double') > 0.64);
  assert.equal(worstCasePrices(specificationWith({ source: 'x' }))('double'), 0);
  assert.equal(worstCasePrices(specificationWith())('another'), 0);
  assert.throws(() => worstCasePrices({ no: 'specification' }), { code: 'spec_invalid' });
});
