import type { SandboxJob } from '../protocol/activities.ts';
import type { CodeTask } from './code-task.ts';

/** For all samples together; they are small, and the sandbox starts in milliseconds. */
const SAMPLES_TIMEOUT_MS = 10_000;

/** The code and the inputs of all samples. What is expected of it stays on the host. */
export function sandboxJob(task: CodeTask, source: string): SandboxJob {
  const inputs = task.samples.map((sample) => sample.input);
  return { language: 'javascript', source, inputs, timeoutMs: SAMPLES_TIMEOUT_MS };
}
