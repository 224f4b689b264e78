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

  async start(work: () => Promise<void>): Promise<void> {
    this.count += 1;
    try {
      await work();
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
