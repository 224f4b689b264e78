import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { open, rename } from 'node:fs/promises';
import { MillwrightError } from '../errors.ts';
import { identifyProcess, isRunning, type ProcessIdentity } from './process-identity.ts';
import { waitUntil } from './wait-until.ts';

export interface DetachedCommand {
  command: string;
  arguments: string[];
  currentFolder: string;
  env: NodeJS.ProcessEnv;
  /** Gets stdout and stderr. The log of the start before is kept as `<name>.previous`. */
  log: string;
}

/**
 * Starts a process that outlives this one, as the leader of its own process group.
 *
 * @throws MillwrightError `service_failed` when it cannot be started or ends at once.
 */
export async function startDetached(start: DetachedCommand): Promise<ProcessIdentity> {
  await rename(start.log, `${start.log}.previous`).catch(() => undefined);
  const log = await open(start.log, 'a', 0o600);
  try {
    const { command, currentFolder, env } = start;
    const child = spawn(command, start.arguments, {
      cwd: currentFolder,
      env,
      detached: true,
      stdio: ['ignore', log.fd, log.fd],
    });
    await once(child, 'spawn');
    child.unref();
    const identity = child.pid === undefined ? undefined : await identifyProcess(child.pid);
    if (identity === undefined) throw new Error('It ended at once.');
    return identity;
  } catch (cause) {
    throw new MillwrightError(
      'service_failed',
      `${start.command} could not be started; its log is ${start.log}.`,
      {
        cause,
      },
    );
  } finally {
    await log.close().catch(() => undefined);
  }
}

/**
 * Asks a process and its group to end (SIGTERM), and ends what is left after `deadlineMs` (SIGKILL).
 * A process that is gone already, or whose id now belongs to another one, is left alone.
 */
export async function stopProcess(identity: ProcessIdentity, deadlineMs: number): Promise<void> {
  if (!(await isRunning(identity))) return;
  signalGroup(identity, 'SIGTERM');
  await waitUntil(async () => !(await isRunning(identity)), deadlineMs);
  // Also after a clean end: children of the process must not outlive it.
  signalGroup(identity, 'SIGKILL');
  await waitUntil(async () => !(await isRunning(identity)), deadlineMs);
}

function signalGroup(identity: ProcessIdentity, signal: NodeJS.Signals): void {
  try {
    process.kill(-identity.pid, signal);
  } catch (error) {
    const gone = error instanceof Error && 'code' in error && error.code === 'ESRCH';
    if (!gone) throw error;
  }
}
