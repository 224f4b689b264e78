import { writeFile } from 'node:fs/promises';
import { Runtime } from '@temporalio/worker';
import { connectWorker } from './worker/connect.ts';
import { logToStandardError } from './worker/logging.ts';
import { createMainWorker } from './worker/main-worker.ts';
import { createSandboxWorker } from './worker/sandbox-worker.ts';

/**
 * Runs one worker until it is told to stop: the main worker, or with `--sandbox` the one that runs generated code in
 * a process without keys (D6). Exit code 0 after a graceful stop.
 */
async function main(): Promise<void> {
  Runtime.install(logToStandardError());
  const connection = await connectWorker();
  const worker = process.argv.includes('--sandbox')
    ? await createSandboxWorker(connection)
    : await createMainWorker(connection);
  const running = worker.run();
  const readyFile = process.env['MILLWRIGHT_READY_FILE'];
  if (readyFile) await writeFile(readyFile, 'ready\n');
  await running;
  await connection.close();
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    // After a forced shutdown an activity may still run and would keep the process alive (SDK 1.24).
    process.exit(1);
  },
);
