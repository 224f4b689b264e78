import { setTimeout as pause } from 'node:timers/promises';
import { HARNESS_PREFIX } from '../../src/n8n/live/harness-document.ts';
import type { TestStack } from '../stack/test-stack.ts';

/** The end-to-end case of the small build; other tests use no case of this name. */
const CASE_LABEL = 'a cart';

/** Throw-away copies of the small build that stand in n8n for its end-to-end case. */
export async function harnesses(stack: TestStack): Promise<string[]> {
  const found = await stack.n8n.listWorkflows(HARNESS_PREFIX);
  return found.filter(({ name }) => name.endsWith(` ${CASE_LABEL}`)).map(({ id }) => id);
}

/** Waits for one more than there were before. */
export async function untilHarness(stack: TestStack, before: readonly string[]): Promise<string> {
  for (let look = 0; look < 6_000; look += 1) {
    const found = (await harnesses(stack)).find((id) => !before.includes(id));
    if (found !== undefined) return found;
    await pause(10);
  }
  throw new Error('No throw-away workflow appeared.');
}
