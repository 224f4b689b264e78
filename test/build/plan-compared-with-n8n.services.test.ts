import assert from 'node:assert/strict';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { test } from 'vitest';
import { startRun } from '../../src/cli/runs/start-run.ts';
import { millwright, writeVariant } from '../stack/command.ts';
import { keepTasks } from '../stack/keep-tasks.ts';
import { withStack, type TestStack } from '../stack/test-stack.ts';
import { makeVariant } from '../stack/variant.ts';

const COMPARED = z.object({
  n8n_changes: z.object({
    compared: z.literal(true),
    workflows: z.array(z.object({ workflow_name: z.string(), changes: z.boolean(), shown: z.string() })),
  }),
});

const REFUSED = z.object({
  execution_plan: z.object({
    blockers: z.array(z.object({ type: z.string(), affectedTasks: z.array(z.string()) })),
    blocked_tasks: z.array(z.string()),
  }),
  n8n_changes: z.object({
    problems: z.array(
      z.object({ rule: z.string(), message: z.string(), place: z.object({ line: z.number() }) }),
    ),
  }),
});

/** What n8n would refuse is refused by the plan: all of it, with its line; what is waited for is a blocker, as in a run. */
async function refusesAtItsPlace({ env, dataFolder, n8n }: TestStack, environment: string): Promise<void> {
  const taken = `Somebody else's ${crypto.randomUUID()}`;
  const foreign = await n8n.createWorkflow({ name: taken, nodes: [], connections: {}, settings: {} });
  const file = join(dataFolder, 'refused.yaml');
  await writeFile(
    file,
    `spec_id: refused
title: Refused
components: [{ component_id: flow, platform: n8n, workflow_name: "${taken}" }]
implementation:
  task_summary:
    - task_id: wrong
      purpose: Three things are wrong with it, and a credential is missing.
      action_type: create_node
      n8n_instructions:
        node_name: Ask
        node_type: HTTP Request
        configuration:
          - { field: url, source: literal, value: "http://127.0.0.1:9" }
          - { field: methodd, source: literal, value: GET }
          - { field: credentials.httpHeaderAuth, source: credential, value: nobody has it }
        more_nodes:
          - { node_name: Ask again, node_type: HTTP Requset }
          - { node_name: Wait, node_type: Wait, configuration: { amountt: 5 } }
`,
  );
  const { exitCode, stdout } = await millwright(env, 'plan', file, '--environment', environment, '--json');
  assert.equal(exitCode, 2, stdout);
  const { execution_plan, n8n_changes } = REFUSED.parse(JSON.parse(stdout));
  assert.deepEqual(
    n8n_changes.problems.map(({ rule, place }) => [rule, place.line]),
    [
      ['n8n_not_owned', 3],
      ['node_parameter_unknown', 6],
      ['node_type_unknown', 6],
      ['node_parameter_unknown', 6],
    ],
  );
  assert.deepEqual(execution_plan.blockers, [{ type: 'missing_credential', affectedTasks: ['wrong'] }]);
  assert.deepEqual(execution_plan.blocked_tasks, ['wrong']);
  const shown = await millwright(env, 'plan', file, '--environment', environment);
  assert.equal(shown.exitCode, 2);
  for (const word of ['refused.yaml:3:', 'methodd', 'HTTP Requset', 'amountt', 'nobody has it'])
    assert.ok(shown.stdout.includes(word), shown.stdout);
  await n8n.deleteWorkflow(foreign.id);
}

/** The one session that all commands and workers of a data folder share: file, content and time of the last login. */
async function keptSession(dataFolder: string): Promise<{ cookie: string; loggedInAtMs: number }> {
  const files = (await readdir(join(dataFolder, 'secrets'))).filter((name) =>
    name.startsWith('n8n-session-'),
  );
  assert.equal(files.length, 1, files.join());
  const file = join(dataFolder, 'secrets', files[0] ?? '');
  const { mode, mtimeMs } = await stat(file);
  assert.equal(mode & 0o777, 0o600);
  return { cookie: await readFile(file, 'utf8'), loggedInAtMs: mtimeMs };
}

test('the plan shows what a run would change in n8n: everything, nothing, or what a person deleted; it writes nothing', async () => {
  await withStack(['customer-sync'], async (stack) => {
    const { env, dataFolder, n8n, runs, until } = stack;
    await stack.startWorker();
    await stack.startSandboxWorker();
    const variant = await makeVariant(stack, 'customer-sync', 'plan', {
      edit: keepTasks('customer-created', 'to-profile'),
    });
    const files = await writeVariant(dataFolder, variant);
    const plan = async () => {
      const { exitCode, stdout } = await millwright(
        env,
        'plan',
        files.specification,
        '--environment',
        files.environment,
        '--json',
      );
      assert.equal(exitCode, 0, stdout);
      return COMPARED.parse(JSON.parse(stdout)).n8n_changes.workflows[0];
    };

    const before = await plan();
    assert.equal(before?.changes, true);
    assert.match(before?.shown ?? '', /added \*\*.*\(webhook 2/);
    assert.equal(await n8n.getWorkflow(variant.n8nWorkflowId), undefined, 'the plan wrote');
    const session = await keptSession(dataFolder);

    await startRun(runs, variant);
    const built = await until(variant.runId, (view) => view.endedAt !== undefined);
    assert.equal(built.status, 'completed');
    assert.deepEqual(await plan(), {
      workflow_name: before?.workflow_name,
      changes: false,
      shown: 'no change',
    });

    const stored = await n8n.getWorkflow(variant.n8nWorkflowId);
    const [, deleted] = stored?.nodes ?? [];
    assert.ok(stored && deleted);
    const nodes = stored.nodes.filter((node) => node !== deleted);
    await n8n.putWorkflow(variant.n8nWorkflowId, {
      name: stored.name,
      nodes,
      connections: {},
      settings: { executionOrder: 'v1' },
    });
    const { stdout } = await millwright(env, 'plan', files.specification, '--environment', files.environment);
    assert.ok(stdout.includes(`added **${deleted.name}**`), stdout);

    await refusesAtItsPlace(stack, files.environment);
    assert.deepEqual(await keptSession(dataFolder), session, 'a command or worker logged in again');

    const { MILLWRIGHT_TEST_N8N_API_KEY: _key, ...without } = env;
    const offline = await millwright(
      without,
      'plan',
      files.specification,
      '--environment',
      files.environment,
    );
    assert.equal(offline.exitCode, 0);
    assert.match(offline.stdout, /not compared: The variable MILLWRIGHT_TEST_N8N_API_KEY is not set\./);
  });
});
