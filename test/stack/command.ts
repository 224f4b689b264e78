import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Variant } from './variant.ts';

const CLIENT = fileURLToPath(new URL('../../src/client.ts', import.meta.url));

export interface Ended {
  exitCode: number;
  stdout: string;
  stderr: string;
}

/** Runs a program to its end; never rejects, because the exit code is part of what is tested. */
export function runProgram(program: string, words: string[], env: NodeJS.ProcessEnv): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(program, words, { env, maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
      const exitCode = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
      resolve({ exitCode, stdout, stderr });
    });
  });
}

/** The real command line in a process of its own, in the environment of a stack. */
export function millwright(env: NodeJS.ProcessEnv, ...words: string[]): Promise<Ended> {
  return runProgram(process.execPath, [CLIENT, ...words], env);
}

/** Writes the documents of a variant as files that a person could run. */
export async function writeVariant(
  folder: string,
  variant: Variant,
): Promise<{ specification: string; environment: string }> {
  const specification = join(folder, `${variant.specification.spec_id}.json`);
  const environment = join(folder, `${variant.specification.spec_id}.environment.json`);
  await writeFile(specification, JSON.stringify(variant.specificationDocument));
  await writeFile(environment, JSON.stringify(variant.environmentDocument));
  return { specification, environment };
}
