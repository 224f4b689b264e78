import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { dirname, join } from 'node:path';
import { SANDBOX_LIMITS } from './limits.ts';

/** A program with its arguments and its complete environment. */
export interface Command {
  file: string;
  arguments: string[];
  environment: Record<string, string>;
  cwd: string;
}

const HARNESS = fileURLToPath(new URL('harness.mjs', import.meta.url));
const CLOSED = '--quiet --no-prompt --no-config --no-remote --no-npm --no-lock --cached-only'.split(' ');
const PRLIMIT = '/usr/bin/prlimit';
const SETPRIV = '/usr/bin/setpriv';

/** The platform package that npm installed for `deno`; its own launcher script would need a copy made at install time. */
export function findDeno(): string | undefined {
  const fromDenoPackage = createRequire(createRequire(import.meta.url).resolve('deno/package.json'));
  const libc = process.platform === 'linux' ? '-glibc' : '';
  const packageName = `@deno/${process.platform}-${process.arch}${libc}`;
  try {
    const folder = dirname(fromDenoPackage.resolve(`${packageName}/package.json`));
    const file = join(folder, process.platform === 'win32' ? 'deno.exe' : 'deno');
    return existsSync(file) ? file : undefined;
  } catch {
    return undefined;
  }
}

/** Whether the memory limit holds for array buffers too (Linux with util-linux), not for the JavaScript heap only. */
export function hasDataLimit(): boolean {
  return process.platform === 'linux' && existsSync(PRLIMIT);
}

/**
 * Linux: the kernel ends the process when the worker that started it dies, however that happens. Elsewhere code whose
 * worker was killed goes on until it ends by itself, because nobody is left to watch its time.
 */
function boundToTheWorker(): string[] {
  const isThere = process.platform === 'linux' && existsSync(SETPRIV);
  return isThere ? [SETPRIV, '--pdeathsig', 'KILL', '--'] : [];
}

function withinLimits(): string[] {
  return hasDataLimit() ? [PRLIMIT, `--data=${SANDBOX_LIMITS.dataBytes}`, '--core=0', '--'] : [];
}

/**
 * The command for one run: no network, no environment, no programs, no writing; reading only in the run's own folder.
 * Code from strings is off as in n8n's task runner.
 *
 * @param deno Path of the executable.
 * @param folders Fresh folders: `module` holds `transform.mjs`, `cache` is Deno's own.
 */
export function denoCommand(deno: string, folders: { module: string; cache: string }): Command {
  const moduleUrl = new URL('transform.mjs', `file://${folders.module}/`).href;
  const v8Flags = `--max-old-space-size=${SANDBOX_LIMITS.heapMegabytes},--disallow-code-generation-from-strings`;
  const denoArguments = [
    'run',
    ...CLOSED,
    `--allow-read=${folders.module}`,
    `--v8-flags=${v8Flags}`,
    HARNESS,
    moduleUrl,
  ];
  const environment = { PATH: '', DENO_DIR: folders.cache, DENO_NO_UPDATE_CHECK: '1', NO_COLOR: '1' };
  const [file = deno, ...words] = [...boundToTheWorker(), ...withinLimits(), deno, ...denoArguments];
  return { file, arguments: words, environment, cwd: folders.module };
}
