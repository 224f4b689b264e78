import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { bundlesFolder, type TestStack } from '../stack/test-stack.ts';

/**
 * A data folder in which nothing is remembered of other runs: no answer, no code that was accepted. Only the workflow
 * bundle is taken over from the stack's own data folder, which a worker must have used before.
 */
export async function freshHome(stack: TestStack, name: string): Promise<string> {
  const home = join(stack.dataFolder, 'homes', name);
  await cp(bundlesFolder(stack.dataFolder), bundlesFolder(home), { recursive: true });
  return home;
}
