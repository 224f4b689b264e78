import type { Run } from './run-state.ts';

/**
 * A run ends by the rules with which it began, because its history holds what came of them: a plan that was made before has no
 * `rules`. What the state machine makes of an old outcome may change only behind this.
 */
export function followsRules2(run: Run): boolean {
  return run.state.plan.rules === 2;
}
