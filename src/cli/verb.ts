import type { Command } from 'commander';
import type { CommandContext } from './command.ts';
import type { ExitCode } from './exit-codes.ts';

/** Runs the work of a verb, with the settings and the output that all of them share. */
export type ExecuteVerb = (work: (context: CommandContext) => Promise<ExitCode>) => Promise<void>;

/** What the file of a verb exports as `register`: it adds the verb's words, whose action executes the verb's work. */
export type RegisterVerb = (program: Command, execute: ExecuteVerb) => void;

/** The headings of the help; a verb stands under one of them. */
export const GROUPS = {
  beforeARun: 'Before a run (needs no server and no key):',
  build: 'Build:',
  lookAtRuns: 'Look at runs:',
  services: 'Services:',
} as const;

/** Help text with examples, each without the leading `millwright`. */
export function examples(...lines: string[]): string {
  const title = lines.length === 1 ? 'Example:' : 'Examples:';
  return ['', title, ...lines.map((line) => `  $ millwright ${line}`)].join('\n');
}
