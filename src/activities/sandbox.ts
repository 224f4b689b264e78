import type { SandboxJob, SandboxResult } from '../protocol/activities.ts';
import type { Sandbox } from '../sandbox/sandbox.ts';

/** The only activity of the sandbox worker: a process without store, keys or n8n. */
export interface SandboxActivities {
  runInSandbox(job: SandboxJob): Promise<SandboxResult>;
}

export function createSandboxActivities(sandbox: Sandbox): SandboxActivities {
  return { runInSandbox: (job) => sandbox.run(job) };
}
