import type { Blocker, BlockerType } from '../protocol/run.ts';

/** What resolves a blocker, and whether tasks that it does not affect may go on meanwhile. */
export const BLOCKER_RULES = {
  missing_confirmation: {
    resolution: 'Get the confirmation, set `confirmed: true` in `phase_4_handoff`, and run again.',
    canProceedPartial: false,
  },
  missing_credential: {
    resolution: 'Create the credential in n8n under this name.',
    canProceedPartial: true,
  },
  ambiguous_spec: {
    resolution: 'Decide what is meant and write it into the specification.',
    canProceedPartial: true,
  },
  dependency_failed: {
    resolution: 'Mend the task it waits for, then run again.',
    canProceedPartial: true,
  },
  environment_unavailable: {
    resolution: 'Wait until the service answers, or start it.',
    canProceedPartial: false,
  },
} as const satisfies Record<BlockerType, { resolution: string; canProceedPartial: boolean }>;

/** A blocker with what usually resolves its type. */
export function blockerOf(
  type: BlockerType,
  description: string,
  affectedTasks: string[],
  resolutionRequired: string = BLOCKER_RULES[type].resolution,
): Blocker {
  return { type, description, affectedTasks, resolutionRequired };
}

export function isBlockerType(word: string): word is BlockerType {
  return Object.hasOwn(BLOCKER_RULES, word);
}
