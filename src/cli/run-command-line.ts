import { CommanderError } from 'commander';
import { MillwrightError } from '../errors.ts';
import type { execute as executeVerb } from './command.ts';
import { EXIT_CODES, type ExitCode } from './exit-codes.ts';
import { createProgram } from './program.ts';
import { leaveOutTranslations } from './without-translations.ts';

/** Parses the words and runs the verb that they name. */
export async function runCommandLine(words: string[]): Promise<ExitCode> {
  leaveOutTranslations();
  let exitCode: ExitCode = EXIT_CODES.ok.code;
  try {
    const program = await createProgram(words, async (options, work) => {
      exitCode = await execute(options, work);
    });
    await program.parseAsync(words, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? EXIT_CODES.ok.code : refuse(error, words);
  }
}

/** Loaded when a verb runs: it reads the settings, for which it needs zod; the help of most verbs needs neither. */
const execute: typeof executeVerb = async (options, work) =>
  (await import('./command.ts')).execute(options, work);

/** Wrong words: reported like every other error, also as JSON. */
function refuse(error: CommanderError, words: string[]): Promise<ExitCode> {
  const [firstLine = error.message, ...hint] = error.message.split('\n');
  const message = [firstLine.replace(/^error: /, ''), ...hint].join(' ');
  const options = { json: words.includes('--json'), verbose: words.includes('--verbose') };
  return execute(options, () => Promise.reject(new MillwrightError('usage', message)));
}
