import { MillwrightError } from '../errors.ts';
import { redact } from '../report/redaction.ts';
import type { DecisionEffect, DecisionWord } from '../protocol/decision.ts';
import type { RunView } from '../protocol/run.ts';
import type { Command } from './command.ts';
import { EXIT_CODES, type ExitCode } from './exit-codes.ts';
import { withRuns } from './runs/with-runs.ts';

interface DecideArguments {
  run: string;
  checkpoint: string;
  decision: DecisionWord;
  by: string;
  note?: string;
  stopUsd?: number;
}

/**
 * Decides on what is shown *now*: the digest is read and sent along, so a change in between makes it stale (D2). What
 * looks like a secret in the note is taken out before it is sent, because a history cannot be mended later (M11).
 */
export const run: Command<DecideArguments> = async (input, context) => {
  const { output } = context;
  const note = input.note === undefined ? undefined : redact(input.note);
  if (note !== input.note) output.note('The note held what looks like a secret; that part was not sent.');
  const record = await withRuns(context, async (runs) => {
    const digest = digestOf(await runs.status(input.run), input.checkpoint);
    return runs.decide(input.run, {
      checkpoint: input.checkpoint,
      digest,
      decision: input.decision,
      by: input.by,
      ...(note !== undefined && { note }),
      ...(input.stopUsd !== undefined && { modifications: { stop_usd: input.stopUsd } }),
    });
  });
  if (output.asJson) output.json(record);
  else output.print(record.answer);
  return exitCodeOf(record.effect);
};

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
