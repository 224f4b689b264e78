import type { Command } from 'commander';
import { examples, type RunVerb } from './verb.ts';

/** Verbs that look at runs and change nothing (M36). */
export function addObserveVerbs(program: Command, runVerb: RunVerb): void {
  program.commandsGroup('Look at runs:');

  program
    .command('list')
    .description('list the runs')
    .option('--json', 'print them as JSON')
    .addHelpText('after', examples('list'))
    .action(() => runVerb(async (context) => (await import('./list.ts')).run({}, context)));

  program
    .command('status')
    .argument('<RUN>', 'id of the run')
    .description('show where a run stands')
    .option('--json', 'print the whole state as JSON')
    .addHelpText('after', examples('status abandoned-cart@demo'))
    .action((run: string) => runVerb(async (context) => (await import('./status.ts')).run({ run }, context)));

  program
    .command('watch')
    .argument('<RUN>', 'id of the run')
    .description('follow a run until it ends')
    .addHelpText('after', examples('watch abandoned-cart@demo'))
    .action((run: string) => runVerb(async (context) => (await import('./watch.ts')).run({ run }, context)));

  program
    .command('explain')
    .argument('<RUN>', 'id of the run')
    .argument('<TASK>', 'id of the task')
    .description('say why a task waits or failed')
    .option('--json', 'print the chain as JSON')
    .addHelpText('after', examples('explain abandoned-cart@demo go-live'))
    .action((run: string, task: string) =>
      runVerb(async (context) => (await import('./explain.ts')).run({ run, task }, context)),
    );

  program
    .command('logs')
    .argument('<RUN>', 'id of the run')
    .argument('<TASK>', 'id of the task')
    .description('show attempts and evidence of a task')
    .option('--json', 'print them as JSON')
    .addHelpText('after', examples('logs abandoned-cart@demo normalise-cart'))
    .action((run: string, task: string) =>
      runVerb(async (context) => (await import('./logs.ts')).run({ run, task }, context)),
    );

  program
    .command('report')
    .argument('<RUN>', 'id of the run')
    .description('print the report of a run')
    .option('--json', 'print implementation_output.json instead')
    .addHelpText('after', examples('report abandoned-cart@demo > IMPLEMENTATION_REPORT.md'))
    .action((run: string) => runVerb(async (context) => (await import('./report.ts')).run({ run }, context)));
}
