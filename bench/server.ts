import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { ensureTemporalBinary } from '../src/services/temporal-binary.ts';

const SETTINGS = [
  'history.transferProcessorMaxPollRPS=2000',
  'history.timerProcessorMaxPollRPS=2000',
  'history.timerProcessorMaxTimeShift="1ms"',
  'system.enableActivityEagerExecution=true',
];
const PRAGMAS = ['journal_mode=WAL', 'synchronous=FULL'];

export interface BenchServer {
  environment: TestWorkflowEnvironment;
  address: string;
  /** For artifacts, bundles and notes; removed at the end. */
  folder: string;
}

/** A development server with a file database that is written through to the disk, tuned as `millwright up` tunes it. */
export async function withServer<Result>(use: (server: BenchServer) => Promise<Result>): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'millwright-bench-'));
  const path = await ensureTemporalBinary(process.env, (line) => console.error(line));
  const environment = await TestWorkflowEnvironment.createLocal({
    server: {
      executable: { type: 'existing-path', path },
      dbFilename: join(folder, 'temporal.db'),
      extraArgs: [
        ...SETTINGS.flatMap((setting) => ['--dynamic-config-value', setting]),
        ...PRAGMAS.flatMap((pragma) => ['--sqlite-pragma', pragma]),
        '--log-level',
        'never',
      ],
    },
  });
  try {
    return await use({ environment, address: environment.address, folder });
  } finally {
    await environment.teardown();
    await rm(folder, { recursive: true, force: true });
  }
}
