import type { DecisionEffect, DecisionRecord } from '../../protocol/decision.ts';
import type { Escalation, RunView } from '../../protocol/run.ts';
import { auditOf, escalationText } from '../../run/escalation.ts';
import { clean, paint, widthOf, wrap, type ViewOptions } from './terminal-text.ts';

/**
 * Every decision that a run received, oldest first: when, who, what, on which digest, and what became of it; and between
 * them what was escalated, because nobody decided in time.
 */
export function renderAudit(view: RunView, options: ViewOptions): string {
  const entries = auditOf(view);
  if (entries.length === 0) return 'No decision has arrived.';
  return entries
    .flatMap((each) => ('decision' in each ? entry(each, options) : escalated(each, options)))
    .join('\n');
}

function escalated(escalation: Escalation, options: ViewOptions): string[] {
  const text = `${clean(escalation.at)}  ${clean(escalationText(escalation))}`;
  return wrap(text, '    ', '', widthOf(options)).map((line) => paint('yellow', line, options));
}

function entry({ decision, effect, answer, at }: DecisionRecord, options: ViewOptions): string[] {
  const width = widthOf(options);
  const what = effect === 'malformed' ? 'sent what is no decision' : decisionText(decision);
  const head = `${clean(at)}  ${clean(decision.by) || 'somebody'} ${what}  ${WORDS[effect]}`;
  return [
    paint(effect === 'accepted' ? 'green' : 'yellow', head, options),
    ...wrap(clean(answer), '    ', '    ', width),
    ...(decision.note ? wrap(`Note: ${clean(decision.note)}`, '    ', '    ', width) : []),
    ...(decision.digest ? [paint('dim', `    Digest ${clean(decision.digest)}`, options)] : []),
  ];
}

function decisionText({ decision, checkpoint, modifications }: DecisionRecord['decision']): string {
  const limit = modifications?.stop_usd === undefined ? '' : ` with a limit of $${modifications.stop_usd}`;
  // A cancellation is about the run itself.
  return checkpoint === '' ? 'cancelled the run' : `decided ${decision} on ${clean(checkpoint)}${limit}`;
}

const WORDS: Record<DecisionEffect, string> = {
  accepted: '(accepted)',
  duplicate: '(was received before, changed nothing)',
  stale: '(stale, changed nothing)',
  unknown_checkpoint: '(no such open checkpoint, changed nothing)',
  not_allowed: '(not allowed there, changed nothing)',
  malformed: '(malformed, changed nothing)',
};
