import type { Blocker } from '../protocol/run.ts';
import type { Specification } from '../spec/model.ts';
import { openConfirmations, type OpenConfirmation } from '../spec/open-confirmations.ts';
import { blockerOf } from './blocker.ts';
import { judgeHandoff, type HandoffJudgement } from './handoff.ts';

/** What a specification itself leaves open: its handoff, and values that somebody has yet to confirm. */
export function judgeSpecification(specification: Specification): HandoffJudgement {
  const taskIds = specification.implementation.task_summary.map((task) => task.task_id);
  const handoff = judgeHandoff(specification.phase_4_handoff, taskIds);
  const open = openConfirmations(specification).map(confirmationBlocker);
  if (open.length === 0) return handoff;
  return {
    verdict: handoff.verdict === 'stop' ? 'stop' : 'partial',
    blockers: [...handoff.blockers, ...open],
  };
}

function confirmationBlocker({ field, reason, tasks }: OpenConfirmation): Blocker {
  return blockerOf(
    'ambiguous_spec',
    `${field} is to be confirmed${reason === undefined ? '.' : `: ${reason}`}`,
    tasks,
    'Write the confirmed value in its place, and run again.',
  );
}
