import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { test } from 'vitest';
import { packageFolder } from '../../src/services/places.ts';

const CHECKED = ['src', 'test', 'tools', 'bench', 'vitest.config.ts'];

/** The same as `npm run lint`, one test each, so that a complaint stands in the summary. */
test('the linter has no complaint', async () =>
  passes('oxlint', '--type-aware', '--deny-warnings', ...CHECKED));
test('the types are sound', async () => passes('tsc', '--noEmit'));
test('the formatter would change nothing', async () =>
  passes('prettier', '--check', '--log-level', 'warn', ...CHECKED));

async function passes(tool: string, ...args: string[]): Promise<void> {
  const child = spawn(`${packageFolder()}/node_modules/.bin/${tool}`, args, { cwd: packageFolder() });
  const [output, errors, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit'),
  ]);
  assert.equal(code, 0, `${tool} ${args.join(' ')}\n${output}${errors}`);
}
