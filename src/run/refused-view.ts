import type { JsonObject } from '../protocol/json.ts';
import type { Problem } from '../protocol/problem.ts';
import type { RunView } from '../protocol/run.ts';
import { fieldsOf, isText } from './json-fields.ts';
import { countsOfNoTasks } from './no-tasks.ts';

/** Why a run never began, or could not go on when it was handed over: what it needs was refused, or could not be read. */
export interface Refusal {
  /** The run had begun, and was handed over. */
  hadBegun: boolean;
  /** A code of `errors.ts`. */
  code: string;
  message: string;
  problems: Problem[];
}

/** Such a run as the one document that every view is made from. @param input what it was started with. */
export function refusedView(
  { hadBegun, ...refused }: Refusal,
  input: unknown,
  ids: { workflowId: string; runId: string },
  startedAtMs: number,
): RunView {
  const { specification = input, environment } = fieldsOf(input) ?? {};
  const [first] = refused.problems;
  const more = refused.problems.length > 1 ? ` (and ${refused.problems.length - 1} more)` : '';
  return {
    schemaVersion: 1,
    ...ids,
    specId: named(specification, 'spec_id'),
    title: named(specification, 'title'),
    version: named(specification, 'version'),
    specificationHash: '',
    environmentId: named(environment, 'environment_id'),
    environmentHash: '',
    status: hadBegun ? 'aborted' : 'rejected',
    statusReason: `${hadBegun ? 'It could not go on' : 'Nothing was built'}: ${first ? `${first.message}${more}` : refused.message}`,
    refused,
    startedAt: new Date(startedAtMs).toISOString(),
    ...NOTHING,
  };
}

const NOTHING = {
  tasks: [],
  counts: countsOfNoTasks(),
  blockers: [],
  openCheckpoints: [],
  decisions: [],
  cost: {
    spentUsd: 0,
    reservedUsd: 0,
    warnUsd: 0,
    stopUsd: 0,
    inputTokens: 0,
    outputTokens: 0,
    modelCalls: 0,
    reusedAnswers: 0,
  },
  components: [],
  simulated: { replayedAnswers: false, standIns: [] },
} satisfies Partial<RunView>;

const LONGEST_NAME = 200;

function named(document: unknown, field: keyof JsonObject): string {
  const value = fieldsOf(document)?.[field];
  return isText(value) ? value.slice(0, LONGEST_NAME) : '';
}
