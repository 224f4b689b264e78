import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { open } from 'node:fs/promises';
import { MillwrightError } from '../errors.ts';
import { durationText, type Report } from './progress.ts';

const PROGRESS_EVERY_MS = 20_000;

export interface InstallCommand {
  /** What is done, for the progress lines: "Building the Temporal server". */
  what: string;
  command: string;
  arguments: string[];
  currentFolder: string;
  env: NodeJS.ProcessEnv;
  log: string;
  timeoutMs: number;
}

/**
 * Runs one step of an installation, output to its log, and says every 20 seconds that it is still at it.
 *
 * @throws MillwrightError `install_failed` naming the log.
 */
export async function runInstallCommand(step: InstallCommand, report: Report): Promise<void> {
  const startedAt = performance.now();
  const elapsed = (): string => durationText(performance.now() - startedAt);
  const log = await open(step.log, 'a', 0o600);
  const ticker = setInterval(() => report(`${step.what}: ${elapsed()} so far`), PROGRESS_EVERY_MS);
  try {
    const child = spawn(step.command, step.arguments, {
      cwd: step.currentFolder,
      env: step.env,
      stdio: ['ignore', log.fd, log.fd],
      timeout: step.timeoutMs,
    });
    const [code, signal] = await once(child, 'exit');
    if (code !== 0)
      throw new Error(
        `It ended with ${code === null ? `signal ${String(signal)}` : `exit code ${String(code)}`}.`,
      );
    report(`${step.what}: done after ${elapsed()}`);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const message = `${step.what} failed after ${elapsed()}. ${reason} The log is ${step.log}.`;
    throw new MillwrightError('install_failed', message, { cause });
  } finally {
    clearInterval(ticker);
    await log.close().catch(() => undefined);
  }
}
