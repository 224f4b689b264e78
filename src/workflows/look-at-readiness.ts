import type { Blocker } from '../protocol/run.ts';
import type { Run } from '../run/run-state.ts';
import { activities } from './activity-proxies.ts';
import { runActivity } from './run-activity.ts';

/** What is missing before the run, or some of its tasks, can go on; nothing when all is there. */
export async function lookAtReadiness(run: Run): Promise<Blocker[]> {
  const { specificationHash, environmentHash } = run.state.plan;
  const options = {
    activityId: `readiness#${run.state.readiness.looks ?? 0}`,
    summary: 'Is everything there that the run needs?',
  };
  const found = await runActivity(() =>
    activities.checkReadiness.executeWithOptions(options, [{ specificationHash, environmentHash }]),
  );
  return found.ok ? found.value.blockers : [unavailable(run, found.message)];
}

function unavailable(run: Run, reason: string): Blocker {
  return {
    type: 'environment_unavailable',
    description: reason,
    affectedTasks: run.state.plan.tasks.map((task) => task.id),
    resolutionRequired: 'Make it available; the run looks again by itself.',
  };
}
