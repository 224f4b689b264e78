import { parseConfig, type Config } from '../config.ts';
import { MillwrightError } from '../errors.ts';
import { exitCodeFor, type ExitCode } from './exit-codes.ts';
import { processOutput, type Output } from './output.ts';
import { reportError } from './report-error.ts';

/** What every verb gets besides its own arguments. */
export interface CommandContext {
  output: Output;
  config: Config;
  /**
   * Call it to end in good order: the signal aborts at the first Ctrl-C, and the verb returns
   * `EXIT_CODES.interrupted.code`. A second Ctrl-C, or the first when nobody called this, ends the process at once.
   */
  interruption: () => AbortSignal;
}

/** Each verb is a module `./<verb>.ts` that exports `run` of this type; it is loaded when the verb is called. */
export type Command<Arguments> = (input: Arguments, context: CommandContext) => Promise<ExitCode>;

/** Options that every verb understands. */
export interface GlobalOptions {
  data?: string;
  verbose?: boolean;
  json?: boolean;
}

/** Runs a verb and turns whatever it throws into a printed error and an exit code. */
export async function execute(
  options: GlobalOptions,
  command: (context: CommandContext) => Promise<ExitCode>,
): Promise<ExitCode> {
  const output = processOutput({ asJson: options.json === true, verbose: options.verbose === true });
  try {
    return await command({ output, config: parseConfig(process.env, options.data), interruption });
  } catch (error) {
    const readable = asMillwrightError(error);
    reportError(readable, output);
    return exitCodeFor(readable.code);
  }
}

function asMillwrightError(error: unknown): MillwrightError {
  if (error instanceof MillwrightError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new MillwrightError('internal', message, { cause: error });
}

function interruption(): AbortSignal {
  const controller = new AbortController();
  process.once('SIGINT', () => controller.abort());
  return controller.signal;
}
