import { executionPlan } from '../src/plan/execution-plan.ts';
import { loadSpecification } from '../src/source/load-specification.ts';
import { LOCAL_ENVIRONMENT } from '../src/spec/local-environment.ts';
import { resolveParameters } from '../src/spec/parameters.ts';

/**
 * Prints the milliseconds from a file to its plan, in a process that has done nothing before: `node read-and-plan.ts FILE`.
 * Prices are left out: they come from a table of models.
 */
const [, , file = ''] = process.argv;
const startedMs = performance.now();
const { specification } = await loadSpecification(file);
executionPlan(resolveParameters(specification, LOCAL_ENVIRONMENT), LOCAL_ENVIRONMENT, () => 0);
console.log(performance.now() - startedMs);
