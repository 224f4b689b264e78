import { execFile, fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { Variant } from './variant.ts';

const COMMAND_LINE = fileURLToPath(new URL('command-line-process.ts', import.meta.url));

const endedSchema = z.object({ exitCode: z.int(), stdout: z.string(), stderr: z.string() });
export type Ended = z.infer<typeof endedSchema>;

/** Runs a program to its end; never rejects, because the exit code is part of what is tested. */
export function runProgram(program: string, words: string[], env: NodeJS.ProcessEnv): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(program, words, { env, maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
      const exitCode = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
      resolve({ exitCode, stdout, stderr });
    });
  });
}

/** Processes of the command line that have nothing to do. */
const idle: ChildProcess[] = [];

/** The real command line, in the environment of a stack, in a process that no other command uses meanwhile. */
export async function millwright(env: NodeJS.ProcessEnv, ...words: string[]): Promise<Ended> {
  const child = idle.pop() ?? startCommandLine();
  const answered = new AbortController();
  const { signal } = answered;
  const exited = once(child, 'exit', { signal }).then(([code, by]) => {
    throw new Error(`The process of \`millwright ${words.join(' ')}\` ended: ${by ?? code}`);
  });
  child.send({ words, env });
  const [answer] = await Promise.race([once(child, 'message', { signal }), exited]);
  answered.abort();
  idle.push(child);
  return endedSchema.parse(answer);
}

/** It ends with the process of the tests, and does not keep it alive. */
function startCommandLine(): ChildProcess {
  const child = fork(COMMAND_LINE, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  child.unref();
  child.channel?.unref();
  return child;
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
