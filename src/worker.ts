import { writeFile } from 'node:fs/promises';
import { Runtime } from '@temporalio/worker';
import { MillwrightError } from './errors.ts';
import { connectWorker } from './worker/connect.ts';
import { deploymentVersion } from './worker/deployment-version.ts';
import { logToStandardError } from './worker/logging.ts';
import { createMainWorker } from './worker/main-worker.ts';
import { makeCurrentCommand } from './worker/make-current-command.ts';
import { createSandboxWorker } from './worker/sandbox-worker.ts';

const isSandbox = process.argv.includes('--sandbox');

/**
 * Runs one worker until it is told to stop: the main worker, or with `--sandbox` the one that runs generated code in
 * a process without keys. Exit code 0 after a graceful stop.
 */
async function main(): Promise<void> {
  // The sandbox worker serves the runs of every build (docs/decisions/worker-versioning.md).
  const version = isSandbox ? undefined : await deploymentVersion(process.env);
  Runtime.install(logToStandardError());
  const connection = await connectWorker();
  const worker = isSandbox
    ? await createSandboxWorker(connection)
    : await createMainWorker(connection, version);
  const running = worker.run();
  const readyFile = process.env['MILLWRIGHT_READY_FILE'];
  if (readyFile) await writeFile(readyFile, 'ready\n');
  if (version) {
    const { buildId, deploymentName } = version;
    console.error(
      `Build ${buildId} of the deployment ${deploymentName}. New runs come here once it is current:`,
    );
    console.error(`  ${makeCurrentCommand(version)}`);
  }
  await running;
  await connection.close();
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    if (error instanceof MillwrightError)
      for (const { message, fix } of error.problems) console.error(`  ${message} ${fix}`);
    // After a forced shutdown an activity may still run and would keep the process alive (SDK 1.24).
    process.exit(1);
  },
);
