import type { CommandContext } from './command.ts';
import type { ExitCode } from './exit-codes.ts';

/** Runs the module of a verb; what is loaded inside is loaded only then, so that `--help` stays quick. */
export type RunVerb = (command: (context: CommandContext) => Promise<ExitCode>) => Promise<void>;

/** Help text with examples, each without the leading `millwright`. */
export function examples(...lines: string[]): string {
  const title = lines.length === 1 ? 'Example:' : 'Examples:';
  return ['', title, ...lines.map((line) => `  $ millwright ${line}`)].join('\n');
}
