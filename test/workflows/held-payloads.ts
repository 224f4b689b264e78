import type { Payload, PayloadCodec } from '@temporalio/common';

/** A place where a worker stands still. */
export interface Hold {
  reached: Promise<void>;
  release(): void;
}

/** Changes no payload, but lets a worker stand still before it reads one with a certain text. */
export class HeldPayloads implements PayloadCodec {
  private readonly holds: { text: string; reach: () => void; released: Promise<void> }[] = [];

  /** @param text as it stands in the payload. Later payloads with it pass once it was released. */
  hold(text: string): Hold {
    const reached = Promise.withResolvers<void>();
    const released = Promise.withResolvers<void>();
    this.holds.push({ text, reach: reached.resolve, released: released.promise });
    return { reached: reached.promise, release: released.resolve };
  }

  async encode(payloads: Payload[]): Promise<Payload[]> {
    return payloads;
  }

  async decode(payloads: Payload[]): Promise<Payload[]> {
    for (const { data } of payloads) {
      const read = Buffer.from(data ?? []).toString();
      for (const { text, reach, released } of this.holds) {
        if (!read.includes(text)) continue;
        reach();
        await released;
      }
    }
    return payloads;
  }
}
