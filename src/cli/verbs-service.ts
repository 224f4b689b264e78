import type { Command } from 'commander';
import { examples, type RunVerb } from './verb.ts';

/** Verbs for the local services: Temporal, n8n, the workers. */
export function addServiceVerbs(program: Command, runVerb: RunVerb): void {
  program.commandsGroup('Services:');

  program
    .command('up')
    .description('start Temporal, n8n and the workers')
    .addHelpText('after', examples('up'))
    .action(() => runVerb(async (context) => (await import('./up.ts')).run({}, context)));

  program
    .command('down')
    .description('stop what `up` has started')
    .option('--purge', 'also delete the data folder')
    .addHelpText('after', examples('down'))
    .action((options: { purge?: boolean }) =>
      runVerb(async (context) => (await import('./down.ts')).run({ purge: options.purge === true }, context)),
    );

  program
    .command('doctor')
    .description('check what a run needs')
    .option('--environment <FILE>', 'environment file (default: $MILLWRIGHT_ENVIRONMENT)')
    .option('--json', 'print the findings as JSON')
    .addHelpText('after', examples('doctor --environment environments/client-a.yaml'))
    .action((options: { environment?: string }) =>
      runVerb(async (context) => (await import('./doctor.ts')).run(options, context)),
    );
}
