import type { Phase4Handoff } from '../spec/model.ts';
import { BLOCKER_RULES, isBlockerType, blockerOf } from './blocker.ts';
import type { Blocker } from '../protocol/run.ts';

export interface HandoffJudgement {
  /** `partial`: what the blockers do not touch may go on. */
  verdict: 'run' | 'partial' | 'stop';
  blockers: Blocker[];
}

/**
 * May a specification run? `proceed` runs; `proceed_with_blockers` runs only if every blocker allows partial progress;
 * anything else stops. A specification written by hand has no handoff and runs.
 * @param taskIds all tasks of the specification, to find those that a blocking item speaks of.
 */
export function judgeHandoff(
  handoff: Phase4Handoff | undefined,
  taskIds: readonly string[],
): HandoffJudgement {
  if (handoff === undefined) return { verdict: 'run', blockers: [] };
  const blockers = [
    ...recommendationBlockers(handoff, taskIds),
    ...confirmationBlockers(handoff, taskIds),
    ...handoff.blocking_items.map((item) => itemBlocker(item, taskIds)),
  ];
  return { verdict: verdictFor(handoff, blockers), blockers };
}

function verdictFor(handoff: Phase4Handoff, blockers: Blocker[]): HandoffJudgement['verdict'] {
  switch (handoff.proceed_recommendation) {
    case 'proceed':
      return blockers.length === 0 ? 'run' : 'stop';
    case 'proceed_with_blockers':
      if (!handoff.implementation_ready) return 'stop';
      if (blockers.length === 0) return 'run';
      return blockers.every((blocker) => BLOCKER_RULES[blocker.type].canProceedPartial) ? 'partial' : 'stop';
    case 'proceed_with_confirmation':
    case 'escalate':
      return 'stop';
  }
}

function recommendationBlockers(handoff: Phase4Handoff, taskIds: readonly string[]): Blocker[] {
  const blockers: Blocker[] = [];
  if (!handoff.implementation_ready) {
    blockers.push(
      blockerOf('ambiguous_spec', 'The handoff says `implementation_ready: false`.', [...taskIds]),
    );
  }
  const recommendation = handoff.proceed_recommendation;
  if (recommendation === 'proceed_with_confirmation' || recommendation === 'escalate') {
    const description = `The handoff recommends \`${recommendation}\`, not \`proceed\`.`;
    blockers.push(blockerOf('missing_confirmation', description, [...taskIds], RECOMMENDATION_RESOLUTION));
  }
  return blockers;
}

const RECOMMENDATION_RESOLUTION = 'Settle what is open, then set `proceed_recommendation: proceed`.';

function confirmationBlockers(handoff: Phase4Handoff, taskIds: readonly string[]): Blocker[] {
  return handoff.human_confirmations_needed
    .filter((confirmation) => !confirmation.confirmed)
    .map(({ item }) => blockerOf('missing_confirmation', `Not yet confirmed: ${item}`, [...taskIds]));
}

/** A blocking item may begin with a blocker type (`missing_credential: …`); it is an ambiguity otherwise. */
function itemBlocker(item: string, taskIds: readonly string[]): Blocker {
  const [word = '', ...rest] = item.split(':');
  const words = new Set(item.split(/[^\w-]+/));
  const named = taskIds.filter((id) => words.has(id));
  if (!isBlockerType(word)) return blockerOf('ambiguous_spec', item, named);
  const affected = BLOCKER_RULES[word].canProceedPartial ? named : [...taskIds];
  return blockerOf(word, rest.join(':').trim(), affected);
}
