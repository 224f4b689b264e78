import type { TestProject, Vitest } from 'vitest/node';
import { startTestServices } from './test-services.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** `MILLWRIGHT_TEST_*`: where the services are. Absent in a run of unit tests alone. */
    services?: Record<string, string>;
  }
}

/** A person who has set this variable wants no more than a Temporal server of each test's own, and at once. */
const ONLY_TEMPORAL = 'MILLWRIGHT_TEST_TEMPORAL_BINARY';

/**
 * The services of one run, for all projects that need them: the first project starts them, and stops them after the last
 * test. vitest calls this for a project only when one of its files is to run.
 */
export default async function startServices({ vitest }: TestProject): Promise<(() => Promise<void>) | void> {
  if (vitest.getRootProject().getProvidedContext().services) return;
  const binary = process.env[ONLY_TEMPORAL];
  if (binary) {
    vitest.provide('services', { [ONLY_TEMPORAL]: binary });
    return;
  }
  stopWhenInterrupted(vitest);
  const services = await startTestServices((line) => vitest.logger.log(line));
  vitest.provide('services', services.variables);
  return services.stop;
}

/** vitest's own listeners end the process at once, and the services would stay. Closing stops them first. */
function stopWhenInterrupted(vitest: Vitest): void {
  for (const [signal, exitCode] of Object.entries({ SIGHUP: 129, SIGINT: 130, SIGTERM: 143 })) {
    process.removeAllListeners(signal);
    process.on(signal, () => {
      process.exitCode = exitCode;
      void vitest.cancelCurrentRun('keyboard-input').then(() => vitest.exit(true));
    });
  }
}
