import { CancellationScope, condition, isCancellation } from '@temporalio/workflow';
import type { Inbox } from './inbox.ts';

/** A result that has arrived and is not yet taken. */
interface Settled {
  order: number;
  take: () => void;
}

/**
 * Counts what is under way, keeps its first unexpected failure, and can cancel it all. Results wait for `takeResults`:
 * those that arrived in one activation are taken in declared order, so what they start never depends on which came
 * first (docs/decisions/order-of-results.md).
 */
export class WorkUnderWay {
  /** What is under way, and what has ended and is not yet taken. */
  count = 0;
  private readonly inbox: Inbox;
  private readonly scope = new CancellationScope();
  private settled: Settled[] = [];
  private failure: unknown;

  constructor(inbox: Inbox) {
    this.inbox = inbox;
  }

  /** Everything started inside belongs to the work that `stop` cancels. One scope for all: a scope per task costs promises. */
  within<T>(loop: () => Promise<T>): Promise<T> {
    return this.scope.run(loop);
  }

  /**
   * Lets `work` go on by itself and wakes the loop at its end; `takeResults` then gives what came of it to `take`.
   * @param order place among the results of one activation, smallest first.
   */
  start<T>(work: Promise<T>, order: number, take: (result: T) => void): void {
    this.count += 1;
    work.then(
      (result) => this.settle({ order, take: () => take(result) }),
      (error: unknown) => this.settle({ order, take: () => void (this.failure ??= error) }),
    );
  }

  private settle(settled: Settled): void {
    this.settled.push(settled);
    this.inbox.changed = true;
  }

  /** Takes what has arrived, in declared order. */
  takeResults(): void {
    const arrived = this.settled.toSorted((a, b) => a.order - b.order);
    this.settled = [];
    for (const { take } of arrived) {
      this.count -= 1;
      try {
        take();
      } catch (error) {
        this.failure ??= error;
      }
    }
  }

  throwIfFailed(): void {
    if (this.failure !== undefined) throw this.failure;
  }

  /** Only an aborted or cancelled run has work left here; it hears of it with its next heartbeat. */
  async stop(): Promise<void> {
    this.scope.cancel();
    await condition(() => this.settled.length === this.count);
    this.takeResults();
    if (this.failure !== undefined && !isCancellation(this.failure)) throw this.failure;
  }
}
