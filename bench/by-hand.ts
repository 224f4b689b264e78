import { condition, proxyActivities } from '@temporalio/workflow';
import { PROFILES } from '../src/workflows/activity-profiles.ts';

interface ByHandActivities {
  work(taskId: string): Promise<string>;
}

const { work } = proxyActivities<ByHandActivities>(PROFILES.n8nRun);

/** The yardstick: what a Temporal engineer would write for one such graph. One activity per task, ready ones at once. */
export async function byHand(tasks: { id: string; dependsOn: string[] }[]): Promise<number> {
  const open = new Map(tasks.map((task) => [task.id, task.dependsOn.length]));
  const dependants = new Map<string, string[]>(tasks.map((task) => [task.id, []]));
  for (const task of tasks) for (const id of task.dependsOn) dependants.get(id)?.push(task.id);
  let done = 0;
  let running = 0;
  let changed = true;
  const ready = tasks.filter((task) => task.dependsOn.length === 0).map((task) => task.id);
  const start = async (id: string): Promise<void> => {
    await work(id);
    done += 1;
    running -= 1;
    for (const next of dependants.get(id) ?? []) {
      const left = (open.get(next) ?? 1) - 1;
      open.set(next, left);
      if (left === 0) ready.push(next);
    }
    changed = true;
  };
  while (done < tasks.length) {
    for (
      let id = running < 8 ? ready.shift() : undefined;
      id !== undefined;
      id = running < 8 ? ready.shift() : undefined
    ) {
      running += 1;
      void start(id);
    }
    changed = false;
    await condition(() => changed);
  }
  return done;
}
