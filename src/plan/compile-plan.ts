import type { Component, Environment, Specification, Task } from '../spec/model.ts';
import { n8nComponentOf } from '../spec/n8n-component.ts';
import { n8nInstanceName } from '../spec/n8n-instance.ts';
import { isVerifiedByPerson } from '../spec/proof.ts';
import type { CompactComponent, CompactPlan, CompactTask } from '../protocol/plan.ts';
import { estimatedMinutes } from './estimates.ts';
import { ifBlockedOf } from './if-blocked.ts';
import { exclusionsOf, orderedTasks } from './task-graph.ts';
import { taskKind } from './task-kind.ts';

export interface CompilePlanInput {
  specification: Specification;
  environment: Environment;
  specificationHash: string;
  environmentHash: string;
  /** Deterministic id of the n8n workflow of a component of platform `n8n`. */
  n8nWorkflowId: (componentId: string) => string;
  /** Highest possible price of one model call of a task, 0 for one that asks no model; throws when there is no price. */
  /** Where a person opens n8n, when known. */
  n8nUrl?: string;
  worstCaseUsd: (taskId: string) => number;
  flags: Pick<CompactPlan, 'replayedAnswers' | 'searchAttributesRegistered'>;
}

/** What the workflow needs of a specification. Tasks stand in the order of work, as `plan` prints them. */
export function compilePlan(input: CompilePlanInput): CompactPlan {
  const { specification, environment } = input;
  const tasks = specification.implementation.task_summary;
  const exclusions = exclusionsOf(tasks);
  return {
    schemaVersion: 1,
    specId: specification.spec_id,
    title: specification.title,
    version: specification.version,
    specificationHash: input.specificationHash,
    environmentId: environment.environment_id,
    environmentHash: input.environmentHash,
    n8nInstance: n8nInstanceName(environment),
    ...(input.n8nUrl !== undefined && { n8nUrl: input.n8nUrl }),
    maxParallel: specification.settings.max_parallel,
    budget: {
      warnUsd: specification.settings.budget.warn_usd,
      stopUsd: specification.settings.budget.stop_usd,
    },
    ...(specification.settings.on_failure === 'rollback' && { onFailure: 'rollback' }),
    components: specification.components.map((component) => compactComponent(component, input.n8nWorkflowId)),
    tasks: orderedTasks(specification).map(({ task }) => ({
      ...compactTask(task, specification, environment),
      excludes: exclusions.get(task.task_id) ?? [],
      worstCaseUsd: input.worstCaseUsd(task.task_id),
    })),
    replayedAnswers: input.flags.replayedAnswers,
    standIns: stoodInFor(specification, environment),
    searchAttributesRegistered: input.flags.searchAttributesRegistered,
    rules: 2,
  };
}

/** An environment may name more than one specification uses; what nothing calls answers nothing. */
export function stoodInFor({ integrations }: Specification, { stand_ins: names }: Environment): string[] {
  return names.filter((name) => integrations.some(({ integration_id: id }) => id === name));
}

function compactComponent(component: Component, n8nWorkflowId: (id: string) => string): CompactComponent {
  switch (component.platform) {
    case 'n8n':
      return {
        id: component.component_id,
        platform: 'n8n',
        name: component.workflow_name,
        n8nWorkflowId: n8nWorkflowId(component.component_id),
      };
    case 'code':
      return { id: component.component_id, platform: 'code', name: component.path, n8nWorkflowId: '' };
  }
}

function compactTask(
  task: Task,
  specification: Specification,
  environment: Environment,
): Omit<CompactTask, 'excludes' | 'worstCaseUsd'> {
  const kind = taskKind(task);
  const writesToN8n = kind === 'nodes' || kind === 'generated_code' || kind === 'activation';
  const n8nComponent = writesToN8n ? n8nComponentOf(task, specification) : undefined;
  return {
    id: task.task_id,
    title: task.task_name,
    kind,
    actionType: task.action_type,
    platform: task.platform,
    ...(task.component === undefined ? {} : { component: task.component }),
    ...(n8nComponent === undefined ? {} : { n8nComponent }),
    dependsOn: task.dependencies_completed,
    critical: task.critical,
    ...(isVerifiedByPerson(task) && { verifiedByPerson: true }),
    priority: task.priority,
    repairRounds: task.repair_rounds,
    estimatedMinutes: estimatedMinutes(task),
    ...(task.on_failure === 'rollback' && { onFailure: 'rollback' }),
    ifBlocked: ifBlockedOf(task, environment),
  };
}
