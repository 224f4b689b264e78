import { defineConfig } from 'vitest/config';

/** A test that hangs fails instead of holding up everything; far above what any test needs. */
const HANGS_AFTER_MS = 15 * 60_000;

const SERVICES = 'test/**/*.services.test.ts';
const KILL = 'test/kill/**/*.test.ts';
/** Linter, types, layers, licences: they read the sources and run none of them. */
const STATIC = 'test/**/*.static.test.ts';
const START_SERVICES = ['test/support/start-services.ts'];

/** What a test needs says its name: TESTING.md. */
export default defineConfig({
  test: {
    watch: false,
    pool: 'forks',
    // One file for each core of a small machine. Two files that need n8n do not disturb each other.
    maxWorkers: 2,
    testTimeout: HANGS_AFTER_MS,
    hookTimeout: HANGS_AFTER_MS,
    teardownTimeout: 60_000,
    slowTestThreshold: 10_000,
    setupFiles: ['test/support/take-over-services.ts'],
    reporters: ['default', './test/support/totals-reporter.ts'],
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: [SERVICES, KILL, STATIC],
          // Half of the time was spent on loading the same modules for each of ninety files.
          isolate: false,
        },
      },
      { extends: true, test: { name: 'static', include: [STATIC] } },
      { extends: true, test: { name: 'services', include: [SERVICES], globalSetup: START_SERVICES } },
      { extends: true, test: { name: 'kill', include: [KILL], globalSetup: START_SERVICES } },
    ],
    coverage: { provider: 'v8', include: ['src/**/*.ts'], reporter: ['text', 'text-summary'] },
  },
});
