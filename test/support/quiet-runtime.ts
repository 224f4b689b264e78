import { DefaultLogger, Runtime } from '@temporalio/worker';

let isInstalled = false;

/** What workers find worth a warning is expected in tests. A process that runs several files installs it once. */
export function installQuietRuntime(): void {
  if (!isInstalled) Runtime.install({ logger: new DefaultLogger('ERROR') });
  isInstalled = true;
}
