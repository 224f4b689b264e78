import { spawn } from 'node:child_process';
import type { Command } from './deno-command.ts';

export type LimitedRun =
  | { ended: 'exit'; exitCode: number | null; stdout: string; stderr: string }
  | { ended: 'timeout' }
  | { ended: 'output_limit' }
  | { ended: 'not_started'; reason: string };

/** Runs a command with `input` on its standard input, and kills it at the first limit that it passes. */
export function runLimited(
  command: Command,
  input: string,
  limits: { timeoutMs: number; outputBytes: number },
): Promise<LimitedRun> {
  return new Promise((resolve) => {
    const child = spawn(command.file, command.arguments, {
      cwd: command.cwd,
      env: command.environment,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    let outputBytes = 0;
    let killedBy: 'timeout' | 'output_limit' | undefined;

    const kill = (reason: 'timeout' | 'output_limit'): void => {
      killedBy ??= reason;
      child.kill('SIGKILL');
    };
    const collect = (chunks: Buffer[]) => (chunk: Buffer) => {
      outputBytes += chunk.length;
      if (outputBytes > limits.outputBytes) kill('output_limit');
      else chunks.push(chunk);
    };
    const timer = setTimeout(() => kill('timeout'), limits.timeoutMs);

    child.stdout.on('data', collect(stdout));
    child.stderr.on('data', collect(stderr));
    // A process that dies before it has read everything closes the pipe; its exit code says enough.
    child.stdin.on('error', () => undefined);
    child.on('error', (error) => {
      clearTimeout(timer);
      resolve({ ended: 'not_started', reason: error.message });
    });
    child.on('close', (exitCode) => {
      clearTimeout(timer);
      const text = (chunks: Buffer[]): string => Buffer.concat(chunks).toString('utf8');
      resolve(
        killedBy
          ? { ended: killedBy }
          : { ended: 'exit', exitCode, stdout: text(stdout), stderr: text(stderr) },
      );
    });
    child.stdin.end(input);
  });
}
