import { Argument, type Command } from 'commander';
import { examples, type RunVerb } from './verb.ts';

/** Verbs that read a specification and change nothing; they need no server and no key (M13). */
export function addSpecificationVerbs(program: Command, runVerb: RunVerb): void {
  program.commandsGroup('Before a run (needs no server and no key):');

  program
    .command('validate')
    .argument('<SPEC>', 'specification file, YAML or JSON')
    .description('show every problem of a specification, and its fix')
    .option('--normal-form', 'print the specification with all defaults and inferred parts')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', examples('validate examples/abandoned-cart/specification.yaml'))
    .action((specification: string, options: { normalForm?: boolean }) =>
      runVerb(async (context) =>
        (await import('./validate.ts')).run(
          { specification, normalForm: options.normalForm === true },
          context,
        ),
      ),
    );

  program
    .command('plan')
    .argument('<SPEC>', 'specification file, YAML or JSON')
    .description('show what a run would make, cost and ask')
    .option(
      '--environment <FILE>',
      'environment file (default: $MILLWRIGHT_ENVIRONMENT or environment.yaml beside SPEC)',
    )
    .option('--json', 'print the plan as JSON')
    .addHelpText('after', examples('plan examples/abandoned-cart/specification.yaml'))
    .action((specification: string, options: { environment?: string }) =>
      runVerb(async (context) => (await import('./plan.ts')).run({ specification, ...options }, context)),
    );

  program
    .command('schema')
    .description('print the JSON Schema for your editor')
    .addArgument(
      new Argument('[KIND]', 'which file').choices(['specification', 'environment']).default('specification'),
    )
    .addHelpText('after', examples('schema specification > specification.schema.json'))
    .action((kind: 'specification' | 'environment') =>
      runVerb(async (context) => (await import('./schema.ts')).run({ kind }, context)),
    );
}
