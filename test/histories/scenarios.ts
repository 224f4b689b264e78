import { BEGINNING_SCENARIOS } from './beginning-scenarios.ts';
import { DECISION_SCENARIOS } from './decision-scenarios.ts';
import { OWNER_SCENARIOS } from './owner-scenarios.ts';
import { RUN_SCENARIOS } from './run-scenarios.ts';
import type { Scenario } from './scenario.ts';

/** Every path through workflow code that must have a recording, by name. */
export const SCENARIOS: Record<string, () => Scenario> = {
  ...RUN_SCENARIOS,
  ...BEGINNING_SCENARIOS,
  ...DECISION_SCENARIOS,
  ...OWNER_SCENARIOS,
};
