import type { Effect, Outcome } from '../../src/run/effects.ts';
import type { Blocker } from '../../src/protocol/run.ts';
import type { Decision, DecisionRecord } from '../../src/protocol/decision.ts';
import type { Run, RunState } from '../../src/run/run-state.ts';

/** The state of a run at one moment, without its plan, which never changes. */
export type Snapshot = Omit<RunState, 'plan'>;

/** What happened to a run. `before` and `after` are its state around it, before anything was started because of it. */
export type Happening =
  | { kind: 'look'; found: Blocker[] }
  | { kind: 'time' }
  | { kind: 'outcome'; effect: Effect; outcome: Outcome }
  | { kind: 'repeat'; effect: Effect; outcome: Outcome; before: Snapshot; after: Snapshot }
  | { kind: 'decision'; decision: Decision; record: DecisionRecord; before: Snapshot; after: Snapshot }
  | { kind: 'malformed'; before: Snapshot; after: Snapshot }
  | { kind: 'cancelled' };

/** One step of a simulated run: what happened, what was started because of it, and what is under way after it. */
export interface Moment {
  nowMs: number;
  happened: Happening;
  started: readonly Effect[];
  underWay: readonly Effect[];
  run: Run;
}

/** Sees every moment of one run, in order; throws when what it guards is broken. */
export type Guard = (moment: Moment) => void;
