import { Argument, InvalidArgumentError } from 'commander';
import { MillwrightError } from '../../errors.ts';
import { redact } from '../../report/redaction.ts';
import { DECISION_WORDS, type DecisionEffect, type DecisionWord } from '../../protocol/decision.ts';
import type { RunView } from '../../protocol/run.ts';
import type { CommandContext } from '../command.ts';
import { EXIT_CODES, type ExitCode } from '../exit-codes.ts';
import { withRuns } from '../runs/with-runs.ts';
import { examples, GROUPS, type RegisterVerb } from '../verb.ts';

interface Answer {
  run: string;
  checkpoint: string;
  decision: DecisionWord;
}

interface DecideOptions {
  by: string;
  note?: string;
  stopUsd?: number;
}

export const register: RegisterVerb = (program, execute) => {
  program
    .command('decide')
    .helpGroup(GROUPS.build)
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
      execute((context) => decide({ run, checkpoint, decision }, options, context)),
    );
};

/**
 * Decides on what is shown *now*: the digest is read and sent along, so a change in between makes it stale. What
 * looks like a secret in the note is taken out before it is sent, because a history cannot be mended later.
 */
async function decide(
  { run, checkpoint, decision }: Answer,
  options: DecideOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const { output } = context;
  const note = options.note === undefined ? undefined : redact(options.note);
  if (note !== options.note) output.note('The note held what looks like a secret; that part was not sent.');
  const record = await withRuns(context, async (runs) => {
    const { workflowId } = await runs.open(run);
    const digest = digestOf(await runs.status(workflowId), checkpoint);
    return runs.decide(workflowId, {
      checkpoint,
      digest,
      decision,
      by: options.by,
      ...(note !== undefined && { note }),
      ...(options.stopUsd !== undefined && { modifications: { stop_usd: options.stopUsd } }),
    });
  });
  if (output.asJson) output.json(record);
  else output.print(record.answer);
  return exitCodeOf(record.effect);
}

function digestOf(view: RunView, checkpointId: string): string {
  const open = view.openCheckpoints.find((checkpoint) => checkpoint.checkpointId === checkpointId);
  if (open) return open.digest;
  const names = view.openCheckpoints.map((checkpoint) => checkpoint.checkpointId).join(', ');
  const now = names === '' ? 'Nothing waits for a decision.' : `Open now: ${names}.`;
  throw new MillwrightError(
    'checkpoint_not_open',
    `${view.workflowId} has no open checkpoint ${checkpointId}. ${now}`,
  );
}

function exitCodeOf(effect: DecisionEffect): ExitCode {
  switch (effect) {
    case 'accepted':
    case 'duplicate':
      return EXIT_CODES.ok.code;
    case 'stale':
    case 'not_allowed':
      return EXIT_CODES.notReady.code;
    case 'unknown_checkpoint':
      return EXIT_CODES.notFound.code;
    case 'malformed':
      return EXIT_CODES.invalid.code;
  }
}

function positiveNumber(text: string): number {
  const number = Number(text);
  if (!Number.isFinite(number) || number <= 0) throw new InvalidArgumentError('It must be a number above 0.');
  return number;
}
