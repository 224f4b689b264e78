/** S0 Step 0: the five types of blockers, what resolves them, and whether other tasks may go on meanwhile (C6). */
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
} as const satisfies Record<string, { resolution: string; canProceedPartial: boolean }>;

export type PlanBlockerType = keyof typeof BLOCKER_RULES;

/** Something without which tasks cannot start (M18). Has the form of the run's `Blocker`, before a run exists. */
export interface PlanBlocker {
  type: PlanBlockerType;
  description: string;
  affectedTasks: string[];
  resolutionRequired: string;
}

export function planBlocker(
  type: PlanBlockerType,
  description: string,
  affectedTasks: string[],
  resolutionRequired: string = BLOCKER_RULES[type].resolution,
): PlanBlocker {
  return { type, description, affectedTasks, resolutionRequired };
}

export function isBlockerType(word: string): word is PlanBlockerType {
  return Object.hasOwn(BLOCKER_RULES, word);
}
