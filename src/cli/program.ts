import { Command } from 'commander';
import type { GlobalOptions } from './command.ts';
import { EXIT_CODES } from './exit-codes.ts';
import type { RunVerb } from './verb.ts';
import { addBuildVerbs } from './verbs-build.ts';
import { addObserveVerbs } from './verbs-observe.ts';
import { addServiceVerbs } from './verbs-service.ts';
import { addSpecificationVerbs } from './verbs-specification.ts';

/**
 * The command line of Millwright. It throws commander's errors and prints help only.
 * @param execute runs one verb with the options that every verb has.
 */
export function createProgram(
  execute: (options: GlobalOptions, command: Parameters<RunVerb>[0]) => Promise<void>,
): Command {
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
  const runVerb: RunVerb = (command) => execute(options, command);
  addSpecificationVerbs(program, runVerb);
  addBuildVerbs(program, runVerb);
  addObserveVerbs(program, runVerb);
  addServiceVerbs(program, runVerb);
  return program;
}

/** `decide <RUN> …` without `[options]`, which every verb has. */
function verbWithArguments(verb: Command): string {
  const names = verb.registeredArguments.map((each) =>
    each.required ? `<${each.name()}>` : `[${each.name()}]`,
  );
  return [verb.name(), ...names].join(' ');
}

function footer(): string {
  const codes = Object.values(EXIT_CODES).map(
    ({ code, meaning }) => `  ${String(code).padStart(3)}  ${meaning}`,
  );
  return ['', 'Exit codes:', ...codes, '', 'RUN is the id that `millwright list` shows.'].join('\n');
}
