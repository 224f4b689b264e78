import { writeSync } from 'node:fs';
import type { Reporter, SerializedError, TestModule } from 'vitest/node';

interface Totals {
  passed: number;
  failed: number;
  skipped: number;
}

/**
 * `N passed, N failed` as the last line of all, for whoever reads only that: written when the process ends, after what is
 * said while services stop. A file that could not be read and an error outside of any test count as failed, too.
 */
export default class TotalsReporter implements Reporter {
  #line = 'no test was run';

  onInit(): void {
    process.once('exit', () => writeSync(process.stdout.fd, `${this.#line}\n`));
  }

  onTestRunEnd(modules: readonly TestModule[], errors: readonly SerializedError[]): void {
    this.#line = lineOf(count(modules, errors));
  }
}

function count(modules: readonly TestModule[], errors: readonly SerializedError[]): Totals {
  const states = modules.flatMap((module) =>
    [...module.children.allTests()].map((test) => test.result().state),
  );
  const broken = modules
    .flatMap((module) => [module, ...module.children.allSuites()])
    .flatMap((each) => each.errors());
  const number = (state: string): number => states.filter((each) => each === state).length;
  return {
    passed: number('passed'),
    failed: number('failed') + broken.length + errors.length,
    skipped: number('skipped') + number('pending'),
  };
}

function lineOf({ passed, failed, skipped }: Totals): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
