import { simulatedTask } from '../workflows/simulated-task.ts';

export const CODE_TASK = simulatedTask({ id: 'code', kind: 'generated_code', worstCaseUsd: 0.4 });
export const CHECKPOINT = simulatedTask({ id: 'approve', kind: 'checkpoint' });
