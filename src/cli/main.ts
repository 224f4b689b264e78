import { CommanderError } from 'commander';
import { MillwrightError } from '../errors.ts';
import { execute } from './command.ts';
import { EXIT_CODES, type ExitCode } from './exit-codes.ts';
import { createProgram } from './program.ts';

/** Runs one command line. Never throws for what the user did; sets nothing but what it returns. */
export async function main(words: string[]): Promise<ExitCode> {
  process.stdout.on('error', endWhenNobodyReads);
  let exitCode: ExitCode = EXIT_CODES.ok.code;
  const program = createProgram(async (options, command) => {
    exitCode = await execute(options, command);
  });
  try {
    await program.parseAsync(words.length === 0 ? ['--help'] : words, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? EXIT_CODES.ok.code : refuse(error, words);
  }
}

/** Wrong words: reported like every other error, also as JSON. */
function refuse(error: CommanderError, words: string[]): Promise<ExitCode> {
  const [firstLine = error.message, ...hint] = error.message.split('\n');
  const message = [firstLine.replace(/^error: /, ''), ...hint].join(' ');
  const options = { json: words.includes('--json'), verbose: words.includes('--verbose') };
  return execute(options, () => Promise.reject(new MillwrightError('usage', message)));
}

/** `millwright list | head -1` closes the pipe early; that is no error. */
function endWhenNobodyReads(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
  process.exit(EXIT_CODES.ok.code);
}
