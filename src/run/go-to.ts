import type { TaskState } from './run-state.ts';

/** The task goes on at `step` as soon as there is a free place. */
export function goTo(state: TaskState, step: TaskState['step']): void {
  delete state.waiting;
  state.step = step;
  state.status = step === 'check' ? 'verifying' : 'running';
}
