import type { CompactPlan, CompactTask, PackedPlan, PackedTask } from '../protocol/plan.ts';

const USUAL = {
  platform: 'n8n',
  dependsOn: [],
  excludes: [],
  critical: false,
  priority: 0,
  worstCaseUsd: 0,
  estimatedMinutes: 0,
  ifBlocked: { waitMinutes: 60, then: 'escalate' },
} as const satisfies Partial<CompactTask>;

export function packPlan(plan: CompactPlan): PackedPlan {
  return { ...plan, tasks: plan.tasks.map(packTask) };
}

export function unpackPlan(packed: PackedPlan): CompactPlan {
  return { ...packed, tasks: packed.tasks.map(unpackTask) };
}

/** Plans of 0.1.0 had 2 for all tasks, and no use for it without a model. */
function usualRounds({ kind }: Pick<CompactTask, 'kind'>): number {
  return kind === 'generated_code' ? 2 : 0;
}

function packTask(task: CompactTask): PackedTask {
  const packed: PackedTask = { ...task };
  if (task.title === task.id) delete packed.title;
  if (task.platform === USUAL.platform) delete packed.platform;
  if (task.dependsOn.length === 0) delete packed.dependsOn;
  if (task.excludes.length === 0) delete packed.excludes;
  if (task.critical === USUAL.critical) delete packed.critical;
  if (task.priority === USUAL.priority) delete packed.priority;
  if (task.repairRounds === usualRounds(task)) delete packed.repairRounds;
  if (task.worstCaseUsd === USUAL.worstCaseUsd) delete packed.worstCaseUsd;
  if (task.estimatedMinutes === USUAL.estimatedMinutes) delete packed.estimatedMinutes;
  if (isUsual(task.ifBlocked)) delete packed.ifBlocked;
  return packed;
}

function isUsual({ waitMinutes, then, channel, written }: CompactTask['ifBlocked']): boolean {
  const { ifBlocked: usual } = USUAL;
  return waitMinutes === usual.waitMinutes && then === usual.then && channel === undefined && !written;
}

function unpackTask(packed: PackedTask): CompactTask {
  return {
    title: packed.id,
    repairRounds: usualRounds(packed),
    ...USUAL,
    dependsOn: [],
    excludes: [],
    ...packed,
  };
}
