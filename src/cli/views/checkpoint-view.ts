import type { CheckpointView } from '../../protocol/run.ts';
import type { DecisionWord } from '../../protocol/decision.ts';
import { foldLists } from './fold-lists.ts';
import {
  clean,
  clock,
  linesOfMarkdown,
  paint,
  shellWord,
  widthOf,
  wrap,
  type ViewOptions,
} from './terminal-text.ts';

/** The command that answers an open question; `NAME` is the reader's to fill in. */
export function decideCommand(runId: string, checkpointId: string, decision: DecisionWord): string {
  const raise = checkpointId.startsWith('budget#') && decision === 'continue' ? ' --stop-usd USD' : '';
  return `millwright decide ${shellWord(runId)} ${shellWord(checkpointId)} ${decision} --by NAME${raise}`;
}

/**
 * An open question: what it is about, with long lists folded, and how to answer.
 * @param runId workflow id of the run.
 */
export function renderCheckpoint(
  checkpoint: CheckpointView,
  runId: string,
  options: ViewOptions = { color: false },
): string {
  const { checkpointId, allowed } = checkpoint;
  const width = widthOf(options);
  const { text, folded } = foldLists(checkpoint.shown);
  const lines = [
    `${paint('magenta', '?', options)} ${paint('bold', clean(checkpointId), options)}  open since ${clock(checkpoint.openedAt)} UTC`,
    ...wrap(clean(checkpoint.question), '  ', '  ', width),
    '',
    ...linesOfMarkdown(text, '  │ ', width),
    '',
    ...(folded
      ? [`  In full  millwright explain ${shellWord(runId)} ${shellWord(taskIdOf(checkpointId))}`]
      : []),
    paint('dim', `  Digest   ${clean(checkpoint.digest)}`, options),
    ...answerLines(runId, checkpointId, allowed, options),
  ];
  return lines.join('\n');
}

/** One command to copy, and the words that may stand in its place. */
export function answerLines(
  runId: string,
  checkpointId: string,
  allowed: readonly DecisionWord[],
  options: ViewOptions,
): string[] {
  const [first, ...others] = allowed;
  if (first === undefined) return [];
  // The model asks something: what a person says is in its next prompt.
  const note = first === 'retry' && checkpointId.includes('?') ? ' --note "YOUR ANSWER"' : '';
  return [
    paint('bold', `    ${decideCommand(runId, checkpointId, first)}${note}`, options),
    ...(others.length > 0
      ? [paint('dim', `    or, in place of ${first}: ${others.join(', ')}`, options)]
      : []),
  ];
}

/** A question about a task is named `<task>?<n>`. */
function taskIdOf(checkpointId: string): string {
  return checkpointId.replace(/\?\d+$/, '');
}
