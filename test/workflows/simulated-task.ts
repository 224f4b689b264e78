import type { CompactTask } from '../../src/protocol/plan.ts';

/** A task of the plan with sensible defaults. */
export function simulatedTask(fields: Partial<CompactTask> & Pick<CompactTask, 'id'>): CompactTask {
  return {
    title: `Task ${fields.id}`,
    kind: 'probe',
    actionType: 'test_integration',
    platform: 'n8n',
    component: 'c',
    n8nComponent: 'c',
    dependsOn: [],
    excludes: [],
    critical: false,
    priority: 0,
    repairRounds: fields.kind === 'generated_code' ? 2 : 0,
    worstCaseUsd: 0,
    estimatedMinutes: 1,
    ifBlocked: { waitMinutes: 60, then: 'escalate' },
    ...fields,
  };
}
