import assert from 'node:assert/strict';
import { chmod, cp, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'vitest';
import { EXIT_CODES } from '../../src/cli/exit-codes.ts';
import { VERB_NAMES } from '../../src/cli/verb-names.ts';
import {
  EXAMPLE,
  REPOSITORY,
  spawnMillwright,
  spawnToEnd,
  temporaryFolder,
} from './support/spawn-millwright.ts';

const WITHOUT_TEMPORAL = {
  NODE_OPTIONS: `--import ${join(import.meta.dirname, 'support', 'refuse-temporal.ts')}`,
};

test('help names every verb and every exit code, on stdout', async () => {
  const { exitCode, stdout, stderr } = await spawnMillwright(['--help']);
  assert.equal(exitCode, 0);
  assert.equal(stderr, '');
  for (const verb of VERB_NAMES) assert.match(stdout, new RegExp(`^  ${verb}\\b`, 'm'));
  for (const { code, meaning } of Object.values(EXIT_CODES)) {
    assert.match(stdout, new RegExp(`^ +${code}  ${meaning.replaceAll(/[()]/g, '.')}`, 'm'));
  }
});

test('no words at all show the help', async () => {
  const [none, help] = await Promise.all([spawnMillwright([]), spawnMillwright(['--help'])]);
  assert.deepEqual(none, help);
});

test('the stored help is what the parser would print', async () => {
  const parsed = await spawnMillwright(['--verbose', '--help']);
  const stored = await readFile(join(REPOSITORY, 'src', 'cli', 'help.txt'), 'utf8');
  assert.equal(stored, parsed.stdout, 'renew it: bin/millwright --verbose --help > src/cli/help.txt');
});

test('help of each verb has an example', async () => {
  for (const verb of VERB_NAMES) {
    const { exitCode, stdout } = await spawnMillwright([verb, '--help'], { env: WITHOUT_TEMPORAL });
    assert.equal(exitCode, 0, verb);
    assert.match(stdout, new RegExp(`Examples?:\\n  \\$ millwright ${verb}`), verb);
  }
});

test('a library of Temporal is loaded only by verbs that talk to a server', async () => {
  for (const words of [['validate', EXAMPLE], ['plan', EXAMPLE], ['schema']]) {
    const { exitCode, stderr } = await spawnMillwright(words, { env: WITHOUT_TEMPORAL });
    assert.equal(exitCode, 0, stderr);
  }
  const { stderr } = await spawnMillwright(['list'], { env: WITHOUT_TEMPORAL });
  assert.match(stderr, /@temporalio\/\w+ was loaded/, 'the guard works');
});

test('wrong words end with 2, one readable line and a fix', async () => {
  for (const [words, message] of [
    [['pln'], /unknown command 'pln' \(Did you mean plan\?\)/],
    [['plan'], /missing required argument 'SPEC'/],
    [['plan', EXAMPLE, '--fast'], /unknown option '--fast'/],
    [['decide', 'run', 'checkpoint', 'perhaps', '--by', 'Ada'], /Allowed choices are continue, retry, abort/],
    [['decide', 'run', 'checkpoint', 'continue'], /required option '--by <NAME>'/],
    [
      ['decide', 'run', 'budget#1', 'continue', '--by', 'Ada', '--stop-usd', '-3'],
      /must be a number above 0/,
    ],
    [['schema', 'run'], /Allowed choices are specification, environment/],
  ] as const) {
    const { exitCode, stdout, stderr } = await spawnMillwright([...words]);
    assert.equal(exitCode, EXIT_CODES.invalid.code, words.join(' '));
    assert.equal(stdout, '');
    assert.match(stderr, message);
    assert.match(stderr, /^fix {2}/m);
    assert.doesNotMatch(stderr, /\n +at /, 'no stack trace');
  }
});

test('bad settings are all named, and no value is shown', async () => {
  const env = {
    TEMPORAL_ADDRESS: 'nowhere',
    ANTHROPIC_BASE_URL: 'canary-secret',
    XDG_CACHE_HOME: 'relative',
  };
  const { exitCode, stderr } = await spawnMillwright(['validate', EXAMPLE], { env });
  assert.equal(exitCode, EXIT_CODES.invalid.code);
  for (const name of Object.keys(env)) assert.match(stderr, new RegExp(name));
  assert.doesNotMatch(stderr, /canary-secret/);
});

test('the launcher keeps the folder of its caller, also through a link', async (context) => {
  const folder = await temporaryFolder(context);
  await cp(join(EXAMPLE, '..'), folder, { recursive: true });
  await symlink(join(REPOSITORY, 'bin', 'millwright'), join(folder, 'mw'));
  const { exitCode, stdout } = await spawnToEnd(join(folder, 'mw'), ['validate', 'specification.yaml'], {
    cwd: folder,
  });
  assert.equal(exitCode, 0);
  assert.match(stdout, /abandoned-cart 1\.0\.0 is valid/);
});

test('with an old Node the launcher takes the one of the checkout, or asks for a newer one', async (context) => {
  const folder = await temporaryFolder(context);
  await writeFile(join(folder, 'node'), '#!/bin/sh\necho v20.1.0\n');
  await chmod(join(folder, 'node'), 0o755);
  const env = { PATH: `${folder}:/usr/bin:/bin` };

  const checkoutHasNode = existsSync(join(REPOSITORY, 'node_modules', '.bin', 'node'));
  const inCheckout = await spawnToEnd(join(REPOSITORY, 'bin', 'millwright'), ['--help'], { env });
  assert.equal(inCheckout.exitCode, checkoutHasNode ? 0 : EXIT_CODES.invalid.code);

  await mkdir(join(folder, 'bin'));
  await cp(join(REPOSITORY, 'bin', 'millwright'), join(folder, 'bin', 'millwright'));
  const alone = await spawnToEnd(join(folder, 'bin', 'millwright'), ['--help'], { env });
  assert.equal(alone.exitCode, EXIT_CODES.invalid.code);
  assert.match(alone.stderr, /needs Node 24 or newer; found: v20\.1\.0/);
  assert.match(alone.stderr, /^fix {2}/m);
});
