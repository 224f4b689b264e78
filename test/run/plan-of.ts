import type { CompactPlan, CompactTask } from '../../src/protocol/plan.ts';

/** A plan of these tasks with one n8n workflow per component. */
export function planOf(
  tasks: CompactTask[],
  maxParallel: number,
  stopUsd = 50,
  componentIds: string[] = ['c'],
): CompactPlan {
  return {
    schemaVersion: 1,
    specId: 'simulated',
    title: 'Simulated',
    version: '1.0.0',
    specificationHash: 's',
    environmentId: 'e',
    environmentHash: 'e',
    n8nInstance: 'local',
    maxParallel,
    budget: { warnUsd: 1, stopUsd },
    components: componentIds.map((id) => ({
      id,
      platform: 'n8n',
      name: id.toUpperCase(),
      n8nWorkflowId: 'w',
    })),
    tasks,
    replayedAnswers: false,
    standIns: [],
    searchAttributesRegistered: false,
    rules: 2,
  };
}
