import { MillwrightError } from '../errors.ts';
import { worstCasePrices } from '../claude/worst-case.ts';
import { compilePlan } from '../plan/compile-plan.ts';
import { packPlan } from '../plan/packed-plan.ts';
import { asksModel } from '../plan/task-kind.ts';
import type { Problem } from '../protocol/problem.ts';
import type { Environment, Specification } from '../spec/model.ts';

/** Far below the 2 MB at which Temporal ends a run: the state of as many tasks has to fit as well. */
const LARGEST_PLAN_BYTES = 1_000_000;

/** What keeps a valid specification from being run in an environment: the same for `validate`, `plan`, `run` and the worker. */
export function admissionProblems(specification: Specification, environment: Environment): Problem[] {
  const prices = priceProblems(specification);
  return prices.length > 0 ? prices : sizeProblems(specification, environment);
}

function priceProblems(specification: Specification): Problem[] {
  const asking = specification.implementation.task_summary.find(asksModel);
  if (asking === undefined) return [];
  try {
    worstCasePrices(specification)(asking.task_id);
    return [];
  } catch (error) {
    if (!(error instanceof MillwrightError) || error.code !== 'model_price_unknown') throw error;
    return [{ rule: error.code, message: error.message, fix: error.fix, pointer: '/settings/model' }];
  }
}

/** Hashes and ids have the same length whatever they are. */
const ANY_HASH = '0'.repeat(64);
const ANY_ID = '0'.repeat(36);

function sizeProblems(specification: Specification, environment: Environment): Problem[] {
  // A plan says less than its specification: most need not be compiled for this.
  const { length } = JSON.stringify(specification.implementation.task_summary);
  if (length < LARGEST_PLAN_BYTES / 2) return [];
  const plan = compilePlan({
    specification,
    environment,
    specificationHash: ANY_HASH,
    environmentHash: ANY_HASH,
    n8nWorkflowId: () => ANY_ID,
    worstCaseUsd: worstCasePrices(specification),
    flags: { replayedAnswers: false, searchAttributesRegistered: false },
  });
  const bytes = Buffer.byteLength(JSON.stringify(packPlan(plan)));
  if (bytes <= LARGEST_PLAN_BYTES) return [];
  return [
    {
      rule: 'too_many_tasks',
      message: `The plan of ${plan.tasks.length} tasks has ${bytes} bytes; a run can hold ${LARGEST_PLAN_BYTES}.`,
      fix: 'Split the specification.',
      pointer: '/implementation/task_summary',
    },
  ];
}
