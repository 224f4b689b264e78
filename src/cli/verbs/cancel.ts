import { MillwrightError } from '../../errors.ts';
import { redact } from '../../report/redaction.ts';
import type { Cancellation } from '../../run/cancellation.ts';
import type { CommandContext } from '../command.ts';
import { EXIT_CODES, type ExitCode } from '../exit-codes.ts';
import type { RunClient } from '../runs/run-client.ts';
import { watchRun } from '../runs/watch-run.ts';
import { withRuns } from '../runs/with-runs.ts';
import { examples, GROUPS, type RegisterVerb } from '../verb.ts';

export const register: RegisterVerb = (program, execute) => {
  program
    .command('cancel')
    .helpGroup(GROUPS.build)
    .argument('<RUN>', 'id of the run')
    .description('stop a run; it still writes its report')
    .option('--by <NAME>', 'who cancels; it is recorded')
    .option('--note <TEXT>', 'why; it is recorded')
    .option('--detach', 'ask it to stop and return at once')
    .option('--json', 'print how it ended as JSON')
    .addHelpText(
      'after',
      examples(
        'cancel abandoned-cart@demo --by Ada --note "another version comes"',
        'cancel abandoned-cart@demo --detach',
      ),
    )
    .action((run: string, options: CancelOptions) => execute((context) => cancel(run, options, context)));
};

interface CancelOptions {
  by?: string;
  note?: string;
  detach?: boolean;
}

/** Stops a run and follows it to its end: what was under way ends first, then n8n is put back if asked for, then the report. */
async function cancel(
  run: string,
  { by, note, detach }: CancelOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const { output } = context;
  const say = (how: 'asked' | 'cancelled' | 'stopping' | 'ended already', text: string): void =>
    output.asJson ? output.json({ run, how }) : output.print(text);
  return withRuns(context, async (runs) => {
    const { workflowId, runId } = await runs.open(run);
    await runs.cancel(workflowId, whoAndWhy(by, note));
    output.note(`Asked ${workflowId} to stop; it ends what it is at and writes its report.`);
    if (detach) {
      say('asked', `See how it ends: millwright watch ${workflowId}`);
      return EXIT_CODES.ok.code;
    }
    const ended = await followToEnd(runs, workflowId, context);
    if (!ended) {
      output.note(`\nIt goes on to stop. Follow it with: millwright watch ${workflowId}`);
      return EXIT_CODES.interrupted.code;
    }
    // The next run of this id may have been started by now.
    const after = (await runs.temporalStatus(`${workflowId}/${runId}`)) ?? 'deleted';
    switch (after) {
      case 'CANCELLED':
        say('cancelled', `${workflowId} was cancelled. Report: millwright report ${workflowId}`);
        break;
      case 'RUNNING':
      case 'PAUSED':
        say('stopping', `${workflowId} is stopping. See how it ends: millwright watch ${workflowId}`);
        break;
      default:
        say('ended already', `${workflowId} ended by itself first (${after.toLowerCase()}).`);
    }
    return EXIT_CODES.ok.code;
  });
}

/** What looks like a secret in the note is taken out before it is sent, because a history cannot be mended later. */
function whoAndWhy(by: string | undefined, note: string | undefined): Cancellation | undefined {
  if (by === undefined && note === undefined) return undefined;
  return { by: by ?? 'somebody', ...(note !== undefined && { note: redact(note) }) };
}

/** @returns false when the reader interrupted. */
async function followToEnd(
  runs: RunClient,
  workflowId: string,
  { output, interruption }: CommandContext,
): Promise<boolean> {
  try {
    return (await watchRun(runs, workflowId, output, { signal: interruption() })) !== undefined;
  } catch (error) {
    if (!(error instanceof MillwrightError)) throw error;
    // It was stopped before it had begun: then there is nothing to follow.
    if (error.code === 'cancelled') return true;
    if (error.code === 'worker_missing')
      output.note('The request is kept: the run stops as soon as a worker runs.');
    if (error.code === 'run_stuck')
      output.note(
        `The request is kept: the run stops as soon as a worker can go on with it. To end it without: temporal workflow terminate --workflow-id ${workflowId}`,
      );
    throw error;
  }
}
