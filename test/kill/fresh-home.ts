import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestStack } from '../stack/test-stack.ts';

/**
 * A data folder in which nothing is remembered of other runs: no answer, no code that was accepted. Only the workflow
 * bundle is taken over from the stack's own data folder, which a worker must have used before.
 */
export async function freshHome(stack: TestStack, name: string): Promise<string> {
  const home = join(stack.dataFolder, 'homes', name);
  await cp(join(stack.dataFolder, 'cache', 'bundles'), join(home, 'cache', 'bundles'), { recursive: true });
  return home;
}
