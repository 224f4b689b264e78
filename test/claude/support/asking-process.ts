import { LocalArtifactStore } from '../../../src/artifacts/local-store.ts';
import { generateCode } from '../../../src/claude/generate-code.ts';
import type { GenerateInput } from '../../../src/protocol/activities.ts';

/** What a worker does for one `generateCode`, in a process of its own: it can be killed. */
export interface Order {
  folder: string;
  url: string;
  payer: string;
  input: GenerateInput;
}

process.once('message', (order: Order) => void obey(order));

async function obey(order: Order): Promise<void> {
  const result = await generateCode(
    {
      artifacts: new LocalArtifactStore(order.folder),
      settings: { apiKey: 'key', baseUrl: order.url, replayed: false, idleTimeoutMs: 60_000 },
      payer: order.payer,
      heartbeat: () => process.send?.('a piece of the answer'),
      signal: new AbortController().signal,
    },
    order.input,
  );
  process.send?.(result);
  process.disconnect();
}
