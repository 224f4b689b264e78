import assert from 'node:assert/strict';
import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { test, type TestContext } from 'vitest';
import { EXIT_CODES } from '../../src/cli/exit-codes.ts';
import { EXAMPLE, spawnMillwright, temporaryFolder } from './support/spawn-millwright.ts';

const ERROR = z.object({
  error: z.object({
    code: z.string(),
    message: z.string(),
    fix: z.string(),
    problems: z.array(
      z.object({
        rule: z.string(),
        place: z.object({ file: z.string(), line: z.number(), column: z.number() }),
      }),
    ),
  }),
});
const PLAN = z.object({
  execution_plan: z.object({
    total_tasks: z.number(),
    execution_phases: z.array(z.object({ tasks: z.array(z.string()), parallel: z.boolean() })),
    critical_path: z.array(z.string()),
    blocked_tasks: z.array(z.string()),
    human_stops: z.array(z.object({ task: z.string() })),
    cost: z.object({ first_round_usd: z.number().positive(), all_rounds_usd: z.number().positive() }),
  }),
});

/** A copy of the example, changed by `change`; returns the path of its specification. */
async function changedExample(context: TestContext, change: (text: string) => string): Promise<string> {
  const folder = await temporaryFolder(context);
  await cp(join(EXAMPLE, '..'), folder, { recursive: true });
  const file = join(folder, 'specification.yaml');
  const text = await readFile(file, 'utf8');
  const changed = change(text);
  assert.notEqual(changed, text, 'the change changes something');
  await writeFile(file, changed);
  return file;
}

/** With which every colour code begins. */
const ESCAPE = '\u001B';

const OPEN_HANDOFF = `
phase_4_handoff:
  proceed_recommendation: proceed
  implementation_ready: true
  blocking_items: []
  human_confirmations_needed: [{ item: The discount cap, confirmed: false }]
`;

test('the example is valid, and its normal form is valid and its own normal form', async (context) => {
  const { exitCode, stdout } = await spawnMillwright(['validate', EXAMPLE]);
  assert.equal(exitCode, 0);
  assert.match(stdout, /abandoned-cart 1\.0\.0 is valid: 12 tasks/);

  const first = await spawnMillwright(['validate', EXAMPLE, '--normal-form']);
  const file = join(await temporaryFolder(context), 'normal.yaml');
  await writeFile(file, first.stdout);
  const second = await spawnMillwright(['validate', file, '--normal-form', '--json']);
  assert.equal(second.exitCode, 0, second.stdout);
  assert.deepEqual(JSON.parse(second.stdout), parse(first.stdout));
});

test('a wrong specification ends with 2 and names each place on stderr', async (context) => {
  const file = await changedExample(context, (text) =>
    text.replace('action_type: setup_webhook', 'action_typ: setup_webhook'),
  );
  for (const verb of ['validate', 'plan']) {
    const { exitCode, stdout, stderr } = await spawnMillwright([verb, file]);
    assert.equal(exitCode, EXIT_CODES.invalid.code);
    assert.equal(stdout, '');
    assert.ok(stderr.includes(`${file}:70:7  unknown_field  \`action_typ\``), stderr);
    assert.match(stderr, /Did you mean `action_type`\?/);
    assert.doesNotMatch(stderr, /\n +at /);
  }
});

test('with --json an error is JSON on stdout, and stderr stays empty', async (context) => {
  const file = await changedExample(context, (text) => text.replace('[checkout-webhook]', '[checkout]'));
  const { exitCode, stdout, stderr } = await spawnMillwright(['validate', file, '--json']);
  assert.equal(exitCode, EXIT_CODES.invalid.code);
  assert.equal(stderr, '');
  const { error } = ERROR.parse(JSON.parse(stdout));
  assert.equal(error.code, 'spec_invalid');
  assert.deepEqual(
    error.problems.map(({ rule, place }) => [rule, place.file]),
    [['unknown_task', file]],
  );
});

test('a file that is not there ends with 2; --verbose adds the stack trace', async () => {
  const quiet = await spawnMillwright(['plan', 'no-such-file.yaml']);
  assert.equal(quiet.exitCode, EXIT_CODES.invalid.code);
  assert.match(quiet.stderr, /no-such-file\.yaml/);
  assert.doesNotMatch(quiet.stderr, /\n +at /);
  for (const words of [
    ['plan', 'no-such-file.yaml', '--verbose'],
    ['--verbose', 'plan', 'no-such-file.yaml'],
  ]) {
    assert.match((await spawnMillwright(words)).stderr, /\n +at /);
  }
});

test('the plan is printed without colours into a pipe, and with them when forced', async () => {
  const piped = await spawnMillwright(['plan', EXAMPLE]);
  assert.equal(piped.exitCode, 0);
  assert.equal(piped.stderr, '');
  assert.ok(!piped.stdout.includes(ESCAPE));
  for (const part of [
    'Tasks',
    'Critical path',
    'Makes',
    'Asks a person',
    'Needs in n8n',
    'discount-policy.mjs',
  ]) {
    assert.ok(piped.stdout.includes(part), part);
  }
  const forced = await spawnMillwright(['plan', EXAMPLE], { env: { FORCE_COLOR: '1' } });
  assert.ok(forced.stdout.includes(`${ESCAPE}[1m`));
});

test('the plan as JSON has every task once, the way of the work, and the places for people', async () => {
  const { exitCode, stdout } = await spawnMillwright(['plan', EXAMPLE, '--json']);
  assert.equal(exitCode, 0);
  const plan = PLAN.parse(JSON.parse(stdout)).execution_plan;
  const tasks = plan.execution_phases.flatMap((phase) => phase.tasks);
  assert.equal(new Set(tasks).size, plan.total_tasks);
  assert.equal(tasks.length, plan.total_tasks);
  assert.deepEqual(plan.execution_phases[0], {
    tasks: ['checkout-webhook', 'klaviyo-connectivity'],
    parallel: true,
  });
  assert.equal(plan.critical_path.at(-1), 'go-live');
  assert.deepEqual(
    plan.human_stops.map((stop) => stop.task),
    ['approve-activation'],
  );
  assert.ok(plan.cost.first_round_usd < plan.cost.all_rounds_usd);
});

test('a model without a price is refused instead of being free', async (context) => {
  const file = await changedExample(context, (text) => `${text}\nsettings: { model: model-without-price }\n`);
  const { exitCode, stdout, stderr } = await spawnMillwright(['plan', file]);
  assert.equal(exitCode, EXIT_CODES.invalid.code);
  assert.equal(stdout, '');
  assert.match(stderr, /model_price_unknown.*model-without-price/);
});

test('a handoff that is not confirmed ends with 3 and says what is missing', async (context) => {
  const file = await changedExample(context, (text) => text + OPEN_HANDOFF);
  for (const verb of ['validate', 'plan']) {
    const { exitCode, stdout } = await spawnMillwright([verb, file]);
    assert.equal(exitCode, EXIT_CODES.notReady.code, verb);
    assert.match(stdout, /missing_confirmation {2}Not yet confirmed: The discount cap {2}\(every task\)/);
  }
});

test('a specification needs no environment file', async (context) => {
  const file = await changedExample(context, (text) => `${text}\n`);
  const folder = await temporaryFolder(context);
  await cp(join(file, '..', 'samples'), join(folder, 'samples'), { recursive: true });
  await cp(file, join(folder, 'alone.yaml'));
  const { exitCode, stdout, stderr } = await spawnMillwright(['plan', join(folder, 'alone.yaml')]);
  assert.equal(exitCode, 0, stderr);
  assert.match(stdout, /abandoned-cart 1\.0\.0 in local/);
});

test('the JSON Schema of both files is printed', async () => {
  for (const [kind, field] of [
    ['specification', 'spec_id'],
    ['environment', 'environment_id'],
  ] as const) {
    const { exitCode, stdout } = await spawnMillwright(['schema', kind]);
    assert.equal(exitCode, 0);
    assert.match(stdout, new RegExp(`"${field}"`));
    assert.equal(typeof JSON.parse(stdout), 'object');
  }
});

const OUTSIDE = `
spec_id: outside
title: Done outside
implementation:
  task_summary:
    - task_id: outside
      purpose: Something outside is made.
      action_type: create_node
      platform: external_tool
`;

const UNPRICED = (text: string): string => `${text}\nsettings: { model: claude-of-tomorrow }\n`;

test('what a run refuses before it begins, validate and plan refuse at the same place', async (context) => {
  const folder = await temporaryFolder(context);
  const outside = join(folder, 'outside.yaml');
  await writeFile(outside, OUTSIDE);
  const refused: [file: string, rule: string][] = [
    [outside, 'not_supported'],
    [await changedExample(context, UNPRICED), 'model_price_unknown'],
  ];
  for (const [file, rule] of refused) {
    const answers = [];
    for (const verb of ['validate', 'plan', 'run']) {
      const { exitCode, stdout } = await spawnMillwright([verb, file, '--json']);
      assert.equal(exitCode, EXIT_CODES.invalid.code, stdout);
      answers.push(ERROR.parse(JSON.parse(stdout)).error);
    }
    const [validated, ...others] = answers;
    assert.deepEqual(
      validated?.problems.map((problem) => problem.rule),
      [rule],
    );
    for (const other of others) assert.deepEqual(other, validated);
  }
});

test('a run whose handoff stops it is not started, and says what plan says', async (context) => {
  const file = await changedExample(context, (text) => text + OPEN_HANDOFF);
  const { exitCode, stderr } = await spawnMillwright(['run', file]);
  assert.equal(exitCode, EXIT_CODES.notReady.code);
  assert.match(stderr, /Nothing was started[\s\S]*The discount cap/);
});
