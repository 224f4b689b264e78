import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DefaultLogger, bundleWorkflowCode } from '@temporalio/worker';
import { workflowBundle } from '../src/worker/workflow-bundle.ts';
import type { Side } from './sides.ts';

/** Both sides run a prebuilt bundle: building one takes more memory than running it. */
export async function bundleOf(side: Side, folder: string): Promise<{ codePath: string }> {
  if (side === 'shipped') return workflowBundle(folder);
  const codePath = join(folder, 'by-hand.js');
  if (!existsSync(codePath)) {
    const workflowsPath = fileURLToPath(new URL('by-hand.ts', import.meta.url));
    const { code } = await bundleWorkflowCode({ workflowsPath, logger: new DefaultLogger('ERROR') });
    writeFileSync(codePath, code);
  }
  return { codePath };
}
