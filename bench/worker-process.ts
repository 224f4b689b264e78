import { join } from 'node:path';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { HeartbeatInterceptor } from '../src/activities/heartbeat-interceptor.ts';
import { ResultSizeInterceptor } from '../src/activities/result-size-interceptor.ts';
import { TASK_QUEUE } from '../src/protocol/names.ts';
import { WORKER_OPTIONS } from '../src/worker/worker-options.ts';
import { benchActivities } from './activities.ts';
import { bundleOf } from './bundles.ts';
import { BY_HAND_QUEUE } from './sides.ts';

/**
 * One worker of the bench in a process of its own, so that its CPU and memory are its alone and it can be killed:
 * `worker-process.ts SIDE ADDRESS FOLDER [NOTES-FILE]`. Both sides have the same options and interceptors.
 */
const [side, address, folder, notesFile] = process.argv.slice(2);
if ((side !== 'shipped' && side !== 'byHand') || !address || !folder)
  throw new Error('usage: see the comment');

Runtime.install({ logger: new DefaultLogger('ERROR') });
const worker = await Worker.create({
  ...WORKER_OPTIONS,
  connection: await NativeConnection.connect({ address }),
  taskQueue: side === 'shipped' ? TASK_QUEUE : BY_HAND_QUEUE,
  workflowBundle: await bundleOf(side, folder),
  activities: benchActivities(join(folder, 'artifacts'), notesFile),
  interceptors: {
    activity: [
      () => ({ inbound: new HeartbeatInterceptor() }),
      () => ({ inbound: new ResultSizeInterceptor() }),
    ],
  },
});
process.on('message', () => {
  const { user, system } = process.cpuUsage();
  process.send?.({ cpuMs: (user + system) / 1_000, peakBytes: process.resourceUsage().maxRSS * 1_024 });
});
process.on('disconnect', () => process.exit(0));
const running = worker.run();
process.send?.('ready');
await running;
