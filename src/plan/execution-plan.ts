import type { Environment, IfBlocked, Specification, Task } from '../spec/model.ts';
import { isVerifiedByPerson, verificationQuestion } from '../spec/proof.ts';
import type { Blocker } from '../protocol/run.ts';
import type { TaskKind } from '../protocol/plan.ts';
import { estimatedMinutes, estimateTask, type MinutesRange } from './estimates.ts';
import { writtenPolicy } from './if-blocked.ts';
import { executionPhases, type ExecutionPhase } from './execution-phases.ts';
import { stoodInFor } from './compile-plan.ts';
import { criticalPath } from './graph.ts';
import type { HandoffJudgement } from './handoff.ts';
import { judgeSpecification } from './judge-specification.ts';
import { makespan } from './makespan.ts';
import { plannedComponents, type PlannedComponent } from './planned-components.ts';
import { requiredCredentials, type RequiredCredential } from './required-credentials.ts';
import { exclusionsOf, orderedTasks, type TaskNode } from './task-graph.ts';
import { asksModel, taskKind } from './task-kind.ts';

/** The phase format's `execution_plan`, in its words, and what a client wants to see before a run. */
export interface ExecutionPlan {
  spec_id: string;
  title: string;
  version: string;
  environment_id: string;
  verdict: HandoffJudgement['verdict'];
  total_tasks: number;
  execution_phases: ExecutionPhase[];
  critical_path: string[];
  blocked_tasks: string[];
  blockers: Blocker[];
  tasks: PlannedTask[];
  components: PlannedComponent[];
  human_stops: HumanStop[];
  required_credentials: RequiredCredential[];
  /** Working time; waiting for people does not count. */
  minutes: MinutesRange;
  max_parallel: number;
  cost: CostRange;
  /** Integrations that loopback stand-ins answer for. */
  stand_ins: string[];
}

export interface PlannedTask {
  task_id: string;
  task_name: string;
  kind: TaskKind;
  action_type: string;
  platform: string;
  component?: string;
  dependencies_completed: string[];
  critical: boolean;
  estimated_minutes: MinutesRange;
}

/** A place where the run waits for a person. */
export interface HumanStop {
  task: string;
  question: string;
  /** What happens when nobody decides in time; absent where people are waited for. */
  if_blocked?: IfBlocked;
}

/** Upper bounds in US dollars: what is reserved before the calls, not what they usually cost. */
export interface CostRange {
  model: string;
  model_calls: { min: number; max: number };
  /** Every piece of code is right at once. */
  first_round_usd: number;
  /** Every task uses all its repair rounds. */
  all_rounds_usd: number;
  warn_usd: number;
  stop_usd: number;
}

/**
 * @param worstCaseUsd highest possible price of one model call of a task; throws `model_price_unknown` when there is no
 *   price, so that a plan never shows $0.00 for an unknown one.
 */
export function executionPlan(
  specification: Specification,
  environment: Environment,
  worstCaseUsd: (taskId: string) => number,
): ExecutionPlan {
  const order = orderedTasks(specification);
  const tasks = order.map((node) => node.task);
  const judgement = judgeSpecification(specification, environment);
  const maxParallel = specification.settings.max_parallel;
  return {
    spec_id: specification.spec_id,
    title: specification.title,
    version: specification.version,
    environment_id: environment.environment_id,
    verdict: judgement.verdict,
    total_tasks: tasks.length,
    execution_phases: executionPhases(order, maxParallel),
    critical_path: criticalPath(order, (node) => estimatedMinutes(node.task)).nodes.map((node) => node.id),
    blocked_tasks: [...new Set(judgement.blockers.flatMap((blocker) => blocker.affectedTasks))],
    blockers: judgement.blockers,
    tasks: tasks.map(plannedTask),
    components: plannedComponents(specification),
    human_stops: tasks.flatMap((task) => humanStop(task, environment)),
    required_credentials: requiredCredentials(specification, environment),
    minutes: totalMinutes(order, maxParallel),
    max_parallel: maxParallel,
    cost: costRange(specification, worstCaseUsd),
    stand_ins: stoodInFor(specification, environment),
  };
}

function plannedTask(task: Task): PlannedTask {
  return {
    task_id: task.task_id,
    task_name: task.task_name,
    kind: taskKind(task),
    action_type: task.action_type,
    platform: task.platform,
    ...(task.component === undefined ? {} : { component: task.component }),
    dependencies_completed: task.dependencies_completed,
    critical: task.critical,
    estimated_minutes: estimateTask(task),
  };
}

function humanStop(task: Task, environment: Environment): HumanStop[] {
  const question = questionOf(task);
  if (question === undefined) return [];
  const policy = writtenPolicy(task, environment);
  return [{ task: task.task_id, question, ...(policy && { if_blocked: policy }) }];
}

function questionOf(task: Task): string | undefined {
  switch (taskKind(task)) {
    case 'checkpoint':
      return task.checkpoint_instructions?.question ?? task.purpose;
    case 'manual':
      return task.purpose;
    default:
      return isVerifiedByPerson(task) ? verificationQuestion(task) : undefined;
  }
}

function totalMinutes(order: readonly TaskNode[], maxParallel: number): MinutesRange {
  const limits = { maxParallel, exclusions: exclusionsOf(order.map((node) => node.task)) };
  return {
    min: makespan(order, (node) => estimateTask(node.task).min, limits),
    max: makespan(order, (node) => estimateTask(node.task).max, limits),
  };
}

function costRange(specification: Specification, worstCaseUsd: (taskId: string) => number): CostRange {
  const { model, budget } = specification.settings;
  const asking = specification.implementation.task_summary.filter(asksModel);
  const perTask = asking.map((task) => ({
    callUsd: worstCaseUsd(task.task_id),
    rounds: 1 + task.repair_rounds,
  }));
  return {
    model,
    model_calls: {
      min: perTask.length,
      max: perTask.reduce((sum, { rounds }) => sum + rounds, 0),
    },
    first_round_usd: perTask.reduce((sum, { callUsd }) => sum + callUsd, 0),
    all_rounds_usd: perTask.reduce((sum, { callUsd, rounds }) => sum + callUsd * rounds, 0),
    warn_usd: budget.warn_usd,
    stop_usd: budget.stop_usd,
  };
}
