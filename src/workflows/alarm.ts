import { CancellationScope, isCancellation, sleep } from '@temporalio/workflow';

/** One timer for the earliest deadline; setting the same deadline again costs no event. */
export class Alarm {
  private readonly ring: () => void;
  private deadlineMs: number | undefined;
  private scope: CancellationScope | undefined;

  constructor(ring: () => void) {
    this.ring = ring;
  }

  /** For what is hardly ever late: it rings too early rather than be set anew for each wait, which costs two events. */
  setIfOff(deadlineMs: number | undefined): void {
    if (this.deadlineMs === undefined) this.set(deadlineMs);
  }

  /** @param deadlineMs workflow time; undefined switches the alarm off. */
  set(deadlineMs: number | undefined): void {
    if (deadlineMs === this.deadlineMs) return;
    this.scope?.cancel();
    this.scope = undefined;
    this.deadlineMs = deadlineMs;
    if (deadlineMs === undefined) return;
    const scope = new CancellationScope();
    this.scope = scope;
    scope
      .run(() => sleep(Math.max(1, deadlineMs - Date.now()), { summary: 'Look again' }))
      .then(
        () => {
          if (this.scope === scope) this.deadlineMs = undefined;
          this.ring();
        },
        (error: unknown) => {
          if (!isCancellation(error)) throw error;
          // Cancelled with the run, not replaced: the loop must wake up to see it.
          if (this.scope === scope) this.ring();
        },
      );
  }
}
