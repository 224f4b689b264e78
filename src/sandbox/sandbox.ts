import type { SandboxJob, SandboxResult } from '../protocol/activities.ts';

/** Runs untrusted code. A stronger provider can stand behind the same interface. */
export interface Sandbox {
  /** Runs a small good module and one that tries to escape; says why this machine cannot run code when either goes wrong. */
  probe(): Promise<SandboxProbe>;
  /**
   * Runs `transform` of the job's module once per input, all in one process. Never throws and never runs code outside
   * the sandbox: where there is none, the outcome is `unavailable`.
   */
  run(job: SandboxJob): Promise<SandboxResult>;
}

export type SandboxProbe = { available: true; description: string } | { available: false; reason: string };
