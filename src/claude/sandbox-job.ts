import type { SandboxJob } from '../protocol/activities.ts';
import { sandboxModule } from '../spec/code/code-node.ts';
import type { CodeTask } from './code-task.ts';

/** For all samples together; they are small, and the sandbox starts in milliseconds. */
const SAMPLES_TIMEOUT_MS = 10_000;

/** The code and the inputs of all samples. What is expected of it stays on the host. */
export function sandboxJob(task: CodeTask, source: string): SandboxJob {
  const inputs = task.samples.map((sample) => sample.input);
  const module = sandboxModule({ source, uses: task.uses, allowsStubs: task.allowsStubs });
  return { language: 'javascript', source: module, inputs, timeoutMs: SAMPLES_TIMEOUT_MS };
}
