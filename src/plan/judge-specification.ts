import type { Blocker } from '../protocol/run.ts';
import type { Environment, Specification, Task } from '../spec/model.ts';
import { openConfirmations, type OpenConfirmation } from '../spec/open-confirmations.ts';
import { openProof } from '../spec/proof.ts';
import { blockerOf } from './blocker.ts';
import { unavailableCredentials, type RequiredCredential } from './required-credentials.ts';
import { judgeHandoff, type HandoffJudgement } from './handoff.ts';

/** What a specification itself leaves open: its handoff, values that somebody has yet to confirm, and what this version cannot do. */
export function judgeSpecification(
  specification: Specification,
  environment?: Environment,
): HandoffJudgement {
  const tasks = specification.implementation.task_summary;
  const taskIds = tasks.map((task) => task.task_id);
  const handoff = judgeHandoff(specification.phase_4_handoff, taskIds);
  const open = [
    ...openConfirmations(specification).map(confirmationBlocker),
    ...tasks.flatMap(missingSkills),
    ...(environment === undefined
      ? []
      : unavailableCredentials(specification, environment).map(credentialBlocker)),
  ];
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

function credentialBlocker({ name, tasks }: RequiredCredential): Blocker {
  return blockerOf(
    'missing_credential',
    `\`available_credentials\` does not list the credential "${name}".`,
    tasks,
    'Add its name to the list, or use one that stands in it.',
  );
}

/** Nothing else is done in the place of what a task asks for. */
function missingSkills(task: Task): Blocker[] {
  const { task_id: id, code_instructions: code } = task;
  const blockers: Blocker[] = [];
  const proof = openProof(task);
  if (proof !== undefined)
    blockers.push(
      blockerOf('ambiguous_spec', `${id} cannot be proven as it says: ${proof}.`, [id], PROOF_RESOLUTION),
    );
  if (code?.language === 'python')
    blockers.push(
      blockerOf(
        'ambiguous_spec',
        `${id} cannot be built: this version writes no Python.`,
        [id],
        'Use `javascript`.',
      ),
    );
  return blockers;
}

const PROOF_RESOLUTION =
  'Prove it by `samples` (of code) or by `cases` of a test_integration task, or let a person look: `check_type: manual_verify`.';
