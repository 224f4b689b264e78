import { estimatedMinutes } from './estimates.ts';
import { levelsOf } from './graph.ts';
import { makespan } from './makespan.ts';
import { exclusionsOf, type TaskNode } from './task-graph.ts';

/** Tasks that could start together. The run itself is event-driven and does not wait for a phase to end. */
export interface ExecutionPhase {
  phase: number;
  tasks: string[];
  /** The same tasks, split where one excludes another. */
  parallel_groups: string[][];
  parallel: boolean;
  estimated_minutes: number;
}

export function executionPhases(order: readonly TaskNode[], maxParallel: number): ExecutionPhase[] {
  const exclusions = exclusionsOf(order.map((node) => node.task));
  return levelsOf(order).map((level, index) => {
    const groups = withoutExclusions(level, exclusions);
    return {
      phase: index + 1,
      tasks: level.map((node) => node.id),
      parallel_groups: groups.map((group) => group.map((node) => node.id)),
      parallel: maxParallel > 1 && groups.some((group) => group.length > 1),
      estimated_minutes: makespan(level, (node) => estimatedMinutes(node.task), { maxParallel, exclusions }),
    };
  });
}

/** Each task joins the first group that holds none of its exclusions. */
function withoutExclusions(level: readonly TaskNode[], exclusions: Map<string, string[]>): TaskNode[][] {
  const groups: TaskNode[][] = [];
  for (const node of level) {
    const excluded = new Set(exclusions.get(node.id));
    const group = groups.find((members) => members.every((member) => !excluded.has(member.id)));
    if (group === undefined) groups.push([node]);
    else group.push(node);
  }
  return groups;
}
