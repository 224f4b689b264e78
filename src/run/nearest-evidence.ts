import type { DescribeInput } from '../protocol/activities.ts';
import { stateOf, type Run } from './run-state.ts';
import { shownEvidence } from './task-view.ts';

/** A person does not read more, and an input of thousands would fill the history. */
const MOST_SHOWN = 40;
/** What leaves something open is shown even if it is farther away, so that nobody approves it unseen. */
const MOST_WITH_GAPS = 200;

/** What speaks for the task itself, and evidence of the tasks that it needs, directly or not, the nearest first. */
export function nearestEvidence(
  run: Run,
  taskId: string,
): Pick<DescribeInput, 'evidence' | 'checks' | 'remarks'> {
  const evidence: DescribeInput['evidence'] = [];
  const remarks: NonNullable<DescribeInput['remarks']> = [];
  const checks = { total: 0, passed: 0 };
  const own = stateOf(run, taskId).passedEvidence.length > 0 ? [taskId] : [];
  for (const needed of [...own, ...upstream(run, taskId)]) {
    const said = stateOf(run, needed).remarks;
    if (said && remarks.length < MOST_SHOWN) remarks.push({ taskId: needed, ...said });
    const found = shownEvidence(stateOf(run, needed));
    if (!found) continue;
    checks.total += 1;
    if (found.passed) checks.passed += 1;
    if (evidence.length < (found.gaps ? MOST_WITH_GAPS : MOST_SHOWN))
      evidence.push({ taskId: needed, ...found });
  }
  return { evidence, checks, ...(remarks.length > 0 && { remarks }) };
}

/** Breadth first, so that what is needed directly stands before what that needs. */
function upstream(run: Run, taskId: string): Set<string> {
  const found = new Set(run.tasksById.get(taskId)?.dependsOn);
  for (const each of found) for (const next of run.tasksById.get(each)?.dependsOn ?? []) found.add(next);
  return found;
}
