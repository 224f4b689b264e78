import type { CheckpointView, DecisionWord } from '../../run/run-view.ts';
import { clean, clock, linesOfMarkdown, paint, shellWord, wrap, type ViewOptions } from './terminal-text.ts';

/** The command that answers an open question; `NAME` is the reader's to fill in. */
export function decideCommand(runId: string, checkpointId: string, decision: DecisionWord): string {
  const raise = checkpointId.startsWith('budget#') && decision === 'continue' ? ' --stop-usd USD' : '';
  return `millwright decide ${shellWord(runId)} ${shellWord(checkpointId)} ${decision} --by NAME${raise}`;
}

/**
 * An open question in full: what is shown to decide on, and a command for every answer.
 * @param runId workflow id of the run.
 */
export function renderCheckpoint(
  checkpoint: CheckpointView,
  runId: string,
  options: ViewOptions = { color: false },
): string {
  const lines = [
    `${paint('magenta', '?', options)} ${paint('bold', clean(checkpoint.checkpointId), options)}  open since ${clock(checkpoint.openedAt)} UTC`,
    ...wrap(clean(checkpoint.question), '  '),
    '',
    ...linesOfMarkdown(checkpoint.shown, '  │ '),
    '',
    paint('dim', `  digest ${clean(checkpoint.digest)}`, options),
    ...checkpoint.allowed.map((decision) =>
      paint('bold', `    ${decideCommand(runId, checkpoint.checkpointId, decision)}`, options),
    ),
  ];
  return lines.join('\n');
}
