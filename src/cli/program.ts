import { Command } from 'commander';
import type { GlobalOptions } from './command.ts';
import { EXIT_CODES } from './exit-codes.ts';
import type { ExecuteVerb } from './verb.ts';
import { loadVerbs } from './verbs.ts';

/**
 * The command line of Millwright, with the verb that the words call. It throws commander's errors and prints help only.
 * @param execute does the work of one verb with the options that every verb has.
 */
export async function createProgram(
  words: readonly string[],
  execute: (options: GlobalOptions, work: Parameters<ExecuteVerb>[0]) => Promise<void>,
): Promise<Command> {
  let options: GlobalOptions = {};
  const program = new Command('millwright')
    .description(
      'Turns a specification into a running automation: n8n workflows and tested code, built step by step.',
    )
    .option('--data <DIR>', 'folder for everything that is kept (default: $MILLWRIGHT_HOME or .millwright)')
    .option('--verbose', 'also say what happens inside, with stack traces of errors')
    .usage('<verb> [options]')
    .helpCommand(false)
    .configureHelp({ showGlobalOptions: true, subcommandTerm: verbWithArguments })
    .configureOutput({ outputError: () => undefined })
    .exitOverride()
    .showSuggestionAfterError()
    .hook('preAction', (_program, verb) => {
      options = verb.optsWithGlobals<GlobalOptions>();
    })
    .addHelpText('after', footer());
  const [called] = program.parseOptions([...words]).operands;
  for (const { register } of await loadVerbs(called)) register(program, (work) => execute(options, work));
  return program;
}

/** `decide <RUN> …` without `[options]`, which every verb has. */
function verbWithArguments(verb: Command): string {
  const names = verb.registeredArguments.map((each) =>
    each.required ? `<${each.name()}>` : `[${each.name()}]`,
  );
  return [verb.name(), ...names].join(' ');
}

const RUN_HELP = [
  'RUN is the id that `millwright list` shows: the newest run of that id, open or ended,',
  'or with `/<run id>` behind it an older one.',
];

function footer(): string {
  const codes = Object.values(EXIT_CODES).map(
    ({ code, meaning }) => `  ${String(code).padStart(3)}  ${meaning}`,
  );
  return ['', 'Exit codes:', ...codes, '', ...RUN_HELP].join('\n');
}
