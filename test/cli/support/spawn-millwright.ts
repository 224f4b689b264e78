import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'vitest';

export const REPOSITORY = join(import.meta.dirname, '..', '..', '..');
export const EXAMPLE = join(REPOSITORY, 'examples', 'abandoned-cart', 'specification.yaml');
const CLIENT = join(REPOSITORY, 'src', 'client.ts');

/** So that nothing that runs on this machine for somebody is met. */
const NO_DATA_FOLDER = join(tmpdir(), 'millwright-never-made');

export interface Ended {
  exitCode: number;
  stdout: string;
  stderr: string;
}

export interface SpawnOptions {
  cwd?: string;
  /** Added to an environment that has a PATH and nothing of Millwright's. */
  env?: Record<string, string>;
}

/** Runs a program to its end, with pipes instead of a terminal. */
export function spawnToEnd(program: string, words: string[], options: SpawnOptions = {}): Promise<Ended> {
  const env = { PATH: process.env['PATH'] ?? '', MILLWRIGHT_HOME: NO_DATA_FOLDER, ...options.env };
  return new Promise((resolve) => {
    execFile(program, words, { cwd: options.cwd ?? REPOSITORY, env }, (error, stdout, stderr) => {
      resolve({
        exitCode: typeof error?.code === 'number' ? error.code : error === null ? 0 : -1,
        stdout,
        stderr,
      });
    });
  });
}

/** The real command line in a process of its own. */
export function spawnMillwright(words: string[], options: SpawnOptions = {}): Promise<Ended> {
  return spawnToEnd(process.execPath, [CLIENT, ...words], options);
}

export async function temporaryFolder(context: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'millwright-cli-'));
  context.onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}
