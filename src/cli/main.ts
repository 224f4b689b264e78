import { readFile } from 'node:fs/promises';
import { EXIT_CODES, type ExitCode } from './exit-codes.ts';

/**
 * Runs one command line. Never throws for what the user did; sets nothing but what it returns. Plain help is a file: it
 * needs neither the parser nor the verbs (a test holds the file against what the parser would print).
 */
export async function main(words: string[]): Promise<ExitCode> {
  process.stdout.on('error', endWhenNobodyReads);
  if (words.length === 0 || (words.length === 1 && words[0] === '--help')) {
    process.stdout.write(await readFile(new URL('help.txt', import.meta.url)));
    return EXIT_CODES.ok.code;
  }
  const { runCommandLine } = await import('./run-command-line.ts');
  return runCommandLine(words);
}

/** `millwright list | head -1` closes the pipe early; that is no error. */
function endWhenNobodyReads(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
  process.exit(EXIT_CODES.ok.code);
}
