import { setTimeout as pause } from 'node:timers/promises';
import { MillwrightError, type ErrorCode } from '../../errors.ts';
import type { RunView } from '../../protocol/run.ts';
import { renderCheckpoint } from '../views/checkpoint-view.ts';
import { renderProgress } from '../views/progress-view.ts';
import { workingLine } from '../views/working-line.ts';
import type { Output } from '../output.ts';
import { throwIfRejected } from './rejected.ts';
import type { RunClient } from './run-client.ts';

const EVERY_MS = 400;

/** Where a line cannot be overwritten, silence is broken after this time, and then ever more rarely. */
const FIRST_SILENCE_MS = 20_000;
const LONGEST_SILENCE_MS = 10 * 60_000;

export interface WatchOptions {
  signal: AbortSignal;
  /** Called once for each checkpoint that opens; the default shows the question and the command that answers it. */
  onCheckpoint?: (view: RunView, checkpointId: string) => Promise<void>;
}

/**
 * Prints one line for each change of a run until the run ends; what it waits for is shown when it starts to wait. A worker
 * or server that goes away is waited for, as the run does.
 * @returns the last state; undefined when interrupted.
 * @throws MillwrightError with what the run was refused for.
 */
export async function watchRun(
  runs: RunClient,
  workflowId: string,
  output: Output,
  options: WatchOptions,
): Promise<RunView | undefined> {
  const says = new Announcer(output);
  const shown = new Set<string>();
  while (!options.signal.aborted) {
    const view = await says.unlessAway(runs.status(workflowId));
    if (options.signal.aborted) return undefined;
    if (view !== undefined) {
      throwIfRejected(view);
      says.progress(view);
      if (view.endedAt !== undefined) return view;
      await showCheckpoints(view, shown, output, options);
    }
    await pause(EVERY_MS, undefined, { signal: options.signal }).catch(() => undefined);
  }
  return undefined;
}

async function showCheckpoints(
  view: RunView,
  shown: Set<string>,
  output: Output,
  options: WatchOptions,
): Promise<void> {
  for (const checkpoint of view.openCheckpoints) {
    const key = `${checkpoint.checkpointId}/${checkpoint.digest}/${checkpoint.openedAt}`;
    if (shown.has(key)) continue;
    shown.add(key);
    output.note(renderCheckpoint(checkpoint, view.workflowId, output.viewNote));
    await options.onCheckpoint?.(view, checkpoint.checkpointId);
  }
}

const AWAY = {
  worker_missing: 'No worker answers. The run waits for one; `millwright up` starts it.',
  build_missing: 'No worker of the build that the run is pinned to answers. The run waits for one.',
  run_stuck: 'The workers fail at the run. It waits for a build that can go on with it.',
  temporal_unreachable: 'Temporal does not answer. The run waits for it; `millwright up` starts it.',
} as const;

function isAway(code: ErrorCode): code is keyof typeof AWAY {
  return code in AWAY;
}

/** Says what is new, and while nothing is, what the run is at. */
class Announcer {
  private readonly output: Output;
  private previous: RunView | undefined;
  private spokeAtMs = Date.now();
  private silenceMs = FIRST_SILENCE_MS;
  private isAway = false;

  constructor(output: Output) {
    this.output = output;
  }

  progress(view: RunView): void {
    const news = renderProgress(this.previous, view, this.output.viewNote);
    for (const line of news) this.say(line);
    if (news.length > 0) this.silenceMs = FIRST_SILENCE_MS;
    this.previous = view;
    if (view.endedAt !== undefined) return;
    const nowMs = Date.now();
    const text = workingLine(view, nowMs, this.output.viewNote);
    if (this.output.live) return this.output.live(text);
    if (nowMs - this.spokeAtMs < this.silenceMs) return;
    this.say(text);
    this.silenceMs = Math.min(LONGEST_SILENCE_MS, 2 * this.silenceMs);
  }

  /** Undefined while the run is being admitted, or while nobody answers for a run that was seen before. */
  async unlessAway(asked: Promise<RunView>): Promise<RunView | undefined> {
    try {
      const view = await asked;
      if (this.isAway) this.say('It answers again.');
      this.isAway = false;
      return view;
    } catch (error) {
      const code = error instanceof MillwrightError ? error.code : undefined;
      if (code === 'run_starting') return undefined;
      if (this.previous === undefined || code === undefined || !isAway(code)) throw error;
      if (!this.isAway) this.say(AWAY[code]);
      this.isAway = true;
      return undefined;
    }
  }

  private say(line: string): void {
    this.output.note(line);
    this.spokeAtMs = Date.now();
  }
}
