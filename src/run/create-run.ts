import type { CompactPlan, CompactTask } from '../protocol/plan.ts';
import { createLedger } from './budget-ledger.ts';
import { createRoster } from './roster.ts';
import type { ComponentState, Run, RunState, TaskState, TaskStep } from './run-state.ts';

/** @param nowMs workflow time in milliseconds. */
export function createRun(plan: CompactPlan, nowMs: number): Run {
  const tasks: Record<string, TaskState> = {};
  for (const task of plan.tasks) tasks[task.id] = createTask(task);
  const components: Record<string, ComponentState> = {};
  for (const component of plan.components)
    components[component.id] = { active: false, nodes: 0, connections: 0 };
  return restoreRun({
    plan,
    startedAtMs: nowMs,
    tasks,
    checkpoints: [],
    decisions: [],
    ledger: createLedger(plan.budget),
    readiness: { blockers: [] },
    components,
  });
}

/** Rebuilds the derived part around a state that was carried over. */
export function restoreRun(state: RunState): Run {
  const tasksById = new Map(state.plan.tasks.map((task) => [task.id, task]));
  const dependants = new Map<string, string[]>(state.plan.tasks.map((task) => [task.id, []]));
  for (const task of state.plan.tasks) {
    for (const dependency of task.dependsOn) dependants.get(dependency)?.push(task.id);
  }
  return { state, tasksById, dependants, roster: createRoster(state.plan) };
}

function createTask(task: CompactTask): TaskState {
  return {
    status: task.dependsOn.length === 0 ? 'ready' : 'pending',
    step: firstStep(task),
    pendingDependencies: task.dependsOn.length,
    round: 0,
    overwrite: false,
    passedEvidence: [],
    failedEvidence: [],
    costUsd: 0,
    inputTokens: 0,
    outputTokens: 0,
    modelCalls: 0,
    requests: 0,
    questions: 0,
    reservedUsd: 0,
  };
}

/** The step that a task of this kind begins with. */
export function firstStep(task: CompactTask): TaskStep {
  switch (task.kind) {
    case 'nodes':
    case 'activation':
      return 'write';
    case 'generated_code':
      return 'produce_code';
    case 'probe':
    case 'end_to_end':
      return 'check';
    case 'checkpoint':
    case 'manual':
      return 'describe';
  }
}
