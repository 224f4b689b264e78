import type { RunStatus, TaskStatus } from '../../protocol/run.ts';
import type { Paint } from './terminal-text.ts';

/** How a status looks: one sign, one colour, words without underscores. */
export interface Mark {
  glyph: string;
  paint: Paint;
  word: string;
}

export const TASK_MARKS: Record<TaskStatus, Mark> = {
  pending: { glyph: '·', paint: 'dim', word: 'pending' },
  ready: { glyph: '○', paint: 'dim', word: 'ready' },
  running: { glyph: '▸', paint: 'cyan', word: 'running' },
  verifying: { glyph: '▹', paint: 'cyan', word: 'verifying' },
  needs_clarification: { glyph: '?', paint: 'magenta', word: 'needs an answer' },
  awaiting_approval: { glyph: '?', paint: 'magenta', word: 'awaits approval' },
  completed: { glyph: '✓', paint: 'green', word: 'completed' },
  failed: { glyph: '✗', paint: 'red', word: 'failed' },
  blocked: { glyph: '■', paint: 'yellow', word: 'blocked' },
  skipped: { glyph: '–', paint: 'dim', word: 'skipped' },
};

export const RUN_MARKS: Record<RunStatus, Mark> = {
  pending: { glyph: '·', paint: 'dim', word: 'pending' },
  blocked: { glyph: '■', paint: 'yellow', word: 'blocked' },
  running: { glyph: '▸', paint: 'cyan', word: 'running' },
  paused: { glyph: '‖', paint: 'yellow', word: 'paused' },
  awaiting_approval: { glyph: '?', paint: 'magenta', word: 'awaits a decision' },
  completed: { glyph: '✓', paint: 'green', word: 'completed' },
  completed_with_errors: { glyph: '✗', paint: 'yellow', word: 'completed with errors' },
  failed: { glyph: '✗', paint: 'red', word: 'failed' },
  aborted: { glyph: '✗', paint: 'red', word: 'aborted' },
  rejected: { glyph: '✗', paint: 'red', word: 'rejected' },
};
