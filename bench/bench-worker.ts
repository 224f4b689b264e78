import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { bundleOf } from './bundles.ts';
import type { Side } from './sides.ts';

const usageSchema = z.object({ cpuMs: z.number(), peakBytes: z.number() });
export type Usage = z.infer<typeof usageSchema>;

/** A worker process of the bench, seen from outside. */
export class BenchWorker {
  private readonly process: ChildProcess;

  private constructor(process: ChildProcess) {
    this.process = process;
  }

  static async start(side: Side, address: string, folder: string, notesFile?: string): Promise<BenchWorker> {
    await bundleOf(side, folder);
    const file = fileURLToPath(new URL('worker-process.ts', import.meta.url));
    const child = fork(file, [side, address, folder, ...(notesFile ? [notesFile] : [])]);
    await Promise.race([
      once(child, 'message'),
      once(child, 'exit').then(() => Promise.reject(new Error('The worker did not start.'))),
    ]);
    return new BenchWorker(child);
  }

  /** CPU so far, and the most memory it ever had. */
  async usage(): Promise<Usage> {
    this.process.send('usage');
    const [answer] = await once(this.process, 'message');
    return usageSchema.parse(answer);
  }

  async kill(): Promise<void> {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    const gone = once(this.process, 'exit');
    this.process.kill('SIGKILL');
    await gone;
  }
}
