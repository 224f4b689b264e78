import { condition, proxyActivities } from '@temporalio/workflow';
import { PROFILES } from '../src/workflows/activity-profiles.ts';

interface ByHandActivities {
  work(workload: string, taskId: string): Promise<string>;
}

const { work } = proxyActivities<ByHandActivities>(PROFILES.n8nRun);

export interface ByHandInput {
  workload: string;
  maxParallel: number;
  tasks: { id: string; dependsOn: string[] }[];
}

/** The yardstick: what a Temporal engineer would write for one such graph. One activity per task, ready ones at once. */
export async function byHand({ workload, maxParallel, tasks }: ByHandInput): Promise<number> {
  const open = new Map(tasks.map((task) => [task.id, task.dependsOn.length]));
  const dependants = new Map<string, string[]>(tasks.map((task) => [task.id, []]));
  for (const task of tasks) for (const id of task.dependsOn) dependants.get(id)?.push(task.id);
  const ready = tasks.filter((task) => task.dependsOn.length === 0).map((task) => task.id);
  let done = 0;
  let running = 0;
  let changed = true;
  const start = async (id: string): Promise<void> => {
    running += 1;
    await work(workload, id);
    running -= 1;
    done += 1;
    changed = true;
    for (const next of dependants.get(id) ?? []) {
      const left = (open.get(next) ?? 1) - 1;
      open.set(next, left);
      if (left === 0) ready.push(next);
    }
  };
  while (done < tasks.length) {
    for (const id of ready.splice(0, maxParallel - running)) void start(id);
    changed = false;
    await condition(() => changed);
  }
  return done;
}
