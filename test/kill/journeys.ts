import type { TestStack } from '../stack/test-stack.ts';
import type { Variant } from '../stack/variant.ts';
import { assertComplete, assertUndone, type End } from './end-of-run.ts';
import { EXPECTED, makeSmallestBuild, makeUndoneBuild } from './small-build.ts';

/** A way through the workflows, from the start of a run to its end. */
export interface Journey {
  make(stack: TestStack, suffix: string): Promise<Variant>;
  /** Answer to the one checkpoint. */
  decision: 'continue' | 'abort';
  modelCalls: number;
  assertEnd(end: End, variant: Variant, lostCalls?: number): void;
}

export const BUILT: Journey = {
  make: makeSmallestBuild,
  decision: 'continue',
  modelCalls: EXPECTED.modelCalls,
  assertEnd: assertComplete,
};

export const UNDONE: Journey = {
  make: makeUndoneBuild,
  decision: 'abort',
  modelCalls: 0,
  assertEnd: assertUndone,
};
