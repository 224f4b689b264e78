import { join } from 'node:path';
import type { TestStack } from '../stack/test-stack.ts';
import { giveBundleTo } from '../support/bundle-of-today.ts';

/**
 * A data folder in which nothing is remembered of other runs: no answer, no code that was accepted. Only the workflow
 * bundle is there.
 */
export async function freshHome(stack: TestStack, name: string): Promise<string> {
  const home = join(stack.dataFolder, 'homes', name);
  await giveBundleTo(home);
  return home;
}
