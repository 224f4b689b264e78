import assert from 'node:assert/strict';
import { test } from 'vitest';
import { exitCodeFor } from '../../src/cli/exit-codes.ts';
import { ERRORS, type ErrorCode } from '../../src/errors.ts';

const CODE_OF_CLASS = {
  usage: 2,
  configuration: 2,
  transient: 4,
  dependency: 3,
  ambiguity: 3,
  acceptance: 1,
  budget: 1,
  critical: 1,
} as const;

const NOT_FOUND: ReadonlySet<ErrorCode> = new Set([
  'run_not_found',
  'run_ended',
  'report_missing',
  'task_not_found',
  'checkpoint_not_open',
]);

test('every error ends a command with the code that scripts were told: by its class, 5 for what is not there, 1 when cancelled', () => {
  for (const code of Object.keys(ERRORS) as ErrorCode[]) {
    const byClass = code === 'cancelled' ? 1 : CODE_OF_CLASS[ERRORS[code].class];
    assert.equal(exitCodeFor(code), NOT_FOUND.has(code) ? 5 : byClass, code);
  }
});
