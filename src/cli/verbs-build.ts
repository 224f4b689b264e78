import { Argument, InvalidArgumentError, type Command } from 'commander';
import type { DecisionWord } from '../protocol/decision.ts';
import { examples, type RunVerb } from './verb.ts';

const DECISION_WORDS: readonly DecisionWord[] = ['continue', 'retry', 'abort'];

interface DecideOptions {
  by: string;
  note?: string;
  stopUsd?: number;
}

/** Verbs that start a run or change its course. */
export function addBuildVerbs(program: Command, runVerb: RunVerb): void {
  program.commandsGroup('Build:');

  program
    .command('start')
    .description('build the example from nothing and call it')
    .addHelpText('after', examples('start'))
    .action(() => runVerb(async (context) => (await import('./start.ts')).run({}, context)));

  program
    .command('run')
    .argument('<SPEC>', 'specification file, YAML or JSON')
    .description('build a specification')
    .option(
      '--environment <FILE>',
      'environment file (default: $MILLWRIGHT_ENVIRONMENT or environment.yaml beside SPEC)',
    )
    .option('--detach', 'start the run and return at once')
    .option('--json', 'print the final state of the run as JSON')
    .addHelpText(
      'after',
      examples('run shop.yaml --environment environments/client-a.yaml', 'run shop.yaml --detach'),
    )
    .action((specification: string, options: { environment?: string; detach?: boolean }) =>
      runVerb(async (context) => (await import('./run.ts')).run({ specification, ...options }, context)),
    );

  program
    .command('decide')
    .argument('<RUN>', 'id of the run')
    .argument('<CHECKPOINT>', 'id of the open checkpoint')
    .description('answer what a run asks')
    .addArgument(new Argument('<DECISION>', 'the answer').choices(DECISION_WORDS))
    .requiredOption('--by <NAME>', 'who decides; it is recorded')
    .option('--note <TEXT>', 'a reason, or an instruction for the next attempt')
    .option('--stop-usd <N>', 'for a budget checkpoint: the new limit in US dollars', positiveNumber)
    .addHelpText(
      'after',
      examples(
        'decide abandoned-cart@demo approve-activation continue --by "Ada Lovelace"',
        "decide abandoned-cart@demo 'budget#1' continue --by Ada --stop-usd 80",
      ),
    )
    .action((run: string, checkpoint: string, decision: DecisionWord, options: DecideOptions) =>
      runVerb(async (context) =>
        (await import('./decide.ts')).run({ run, checkpoint, decision, ...options }, context),
      ),
    );

  program
    .command('cancel')
    .argument('<RUN>', 'id of the run')
    .description('stop a run; it still writes its report')
    .option('--detach', 'ask it to stop and return at once')
    .option('--json', 'print how it ended as JSON')
    .addHelpText('after', examples('cancel abandoned-cart@demo', 'cancel abandoned-cart@demo --detach'))
    .action((run: string, options: { detach?: boolean }) =>
      runVerb(async (context) => (await import('./cancel.ts')).run({ run, ...options }, context)),
    );
}

function positiveNumber(text: string): number {
  const number = Number(text);
  if (!Number.isFinite(number) || number <= 0) throw new InvalidArgumentError('It must be a number above 0.');
  return number;
}
