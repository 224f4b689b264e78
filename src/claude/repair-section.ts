import type { Evidence, Observation } from '../checks/evidence.ts';
import type { PersonNote } from '../protocol/activities.ts';
import { capItems, capText, dataBlock } from './prompt-data.ts';

/** Bytes per part, as encoded in the prompt. */
const CAPS = {
  criteria: 4_096,
  observation: 2_048,
  observations: 16_384,
  code: 32_768,
  note: 2_400,
  notes: 12_288,
} as const;

/** Field names, brackets and the instructions that come with the two blocks. */
const FRAME_BYTES = 4_096;

/** Most that a repair adds to a request: what the price of a call is reserved for. */
export const MAX_REPAIR_BYTES = CAPS.criteria + CAPS.observations + CAPS.code + CAPS.notes + FRAME_BYTES;

/** The part of a round's evidence that the model is shown. Times and durations are not in it: a prompt must be repeatable. */
export type FailedRound = Pick<Evidence, 'round' | 'observations'>;

/** Evidence of all failed rounds, oldest first, the last code, and the criteria, as one data block. */
export function repairSection(
  failedRounds: FailedRound[],
  previousCode: string | undefined,
  successCriteria: string,
): string {
  return dataBlock('repair', {
    success_criteria: capText(successCriteria, CAPS.criteria),
    failed_rounds: failedRounds.map((round) =>
      describeRound(round, Math.floor(CAPS.observations / failedRounds.length)),
    ),
    last_code: previousCode === undefined ? null : capText(previousCode, CAPS.code),
  });
}

/** The model learns that a hidden sample failed, and nothing of it. */
function hideSample(observation: Observation): Observation {
  if (observation.hidden !== true) return observation;
  return {
    ...observation,
    name: 'a sample that is not shown',
    expected: 'what the logic and the edge cases say',
    actual: 'something else',
  };
}

/** What people said, oldest first; where it is too much, the newest stays. */
export function personSection(notes: PersonNote[], lastCode: string | undefined): string {
  const newestFirst = notes
    .map(({ about, note }) => ({ asked: capText(about, CAPS.note), says: capText(note, CAPS.note) }))
    .toReversed();
  const { shown, leftOut } = capItems(newestFirst, CAPS.notes);
  return dataBlock('person', {
    said: shown.toReversed(),
    said_before_left_out: leftOut,
    ...(lastCode !== undefined && { last_code: capText(lastCode, CAPS.code) }),
  });
}

function describeRound({ round, observations }: FailedRound, maxBytes: number) {
  const failed = observations.filter((observation) => !observation.passed);
  const { shown, leftOut } = capItems(
    failed.map(hideSample).map(({ name, expected, actual }) => ({
      name: capText(name, CAPS.observation),
      expected: capText(expected, CAPS.observation),
      actual: capText(actual, CAPS.observation),
    })),
    maxBytes,
  );
  return { round, passed: observations.length - failed.length, failed: shown, failed_left_out: leftOut };
}
