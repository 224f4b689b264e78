import { CancellationScope, condition, isCancellation } from '@temporalio/workflow';
import type { Inbox } from './inbox.ts';

/** Counts what is under way, keeps its first unexpected failure, and can cancel it all. */
export class WorkUnderWay {
  count = 0;
  private readonly inbox: Inbox;
  private readonly scope = new CancellationScope();
  private failure: unknown;

  constructor(inbox: Inbox) {
    this.inbox = inbox;
  }

  /** Everything started inside belongs to the work that `stop` cancels. One scope for all: a scope per task costs promises. */
  within<T>(loop: () => Promise<T>): Promise<T> {
    return this.scope.run(loop);
  }

  /** Lets `work` go on by itself, then gives what came of it to `take` and wakes the loop. */
  start<T>(work: Promise<T>, take: (result: T) => void): void {
    this.count += 1;
    work.then(
      (result) => this.end(() => take(result)),
      (error: unknown) => this.end(() => (this.failure ??= error)),
    );
  }

  private end(take: () => void): void {
    try {
      take();
    } catch (error) {
      this.failure ??= error;
    }
    this.count -= 1;
    this.inbox.changed = true;
  }

  throwIfFailed(): void {
    if (this.failure !== undefined) throw this.failure;
  }

  /** Only an aborted or cancelled run has work left here; it hears of it with its next heartbeat. */
  async stop(): Promise<void> {
    this.scope.cancel();
    await condition(() => this.count === 0);
    if (this.failure !== undefined && !isCancellation(this.failure)) throw this.failure;
  }
}
