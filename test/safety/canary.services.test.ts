import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'vitest';
import { startRun } from '../../src/cli/runs/start-run.ts';
import { startStandIns } from '../../src/stand-ins/start-stand-ins.ts';
import { millwright } from '../stack/command.ts';
import { exampleFolder } from '../stack/examples.ts';
import { keepTasks } from '../stack/keep-tasks.ts';
import { testN8n } from '../stack/settings.ts';
import { withStack, type TestStack } from '../stack/test-stack.ts';
import { createCredentials, makeVariant, type Variant } from '../stack/variant.ts';
import { files, find, histories, type Place } from './secret-search.ts';

const EXAMPLE = 'customer-sync';
const CHECKPOINT = 'approve-activation';

/** Made up; each stands in another place from which a secret could get out. */
const CANARIES = {
  'the Anthropic key': 'sk-ant-api03-canary-QqT7vYh2',
  "Klaviyo's token": 'canary-klaviyo-7hB2kPz9',
  "Shopify's token": 'canary-shopify-3nC8rXw4',
  "Slack's token": 'canary-slack-9dV1mLs6',
  'a token that Klaviyo refuses': 'canary-refused-5gJ0tFq8',
  'a key that n8n refuses': 'canary-n8n-key-2wE6yUo1',
  'the secret in a note': 'sk-ant-api03-canary-note-Kf83LmQ0',
};

test('no planted secret is in any history, file, output or answer, after runs that succeed and runs that fail', async () => {
  await withStack([EXAMPLE], async (stack) => {
    const folder = await mkdtemp(join(tmpdir(), 'millwright-canary-'));
    const good = await standInsFile(folder, 'good', CANARIES["Klaviyo's token"]);
    const standIns = await startStandIns({ files: [join(good, 'stand-ins.yaml')], port: 0 });
    try {
      const worker = await stack.startWorker({
        ANTHROPIC_API_KEY: CANARIES['the Anthropic key'],
        ANTHROPIC_BASE_URL: stack.replay.url,
        MILLWRIGHT_STAND_INS_URL: standIns.url,
        CANARY_N8N_KEY: CANARIES['a key that n8n refuses'],
      });
      const sandbox = await stack.startSandboxWorker();
      const runs = [
        await runThatSucceeds(stack, good),
        await runWithRefusedToken(
          stack,
          await standInsFile(folder, 'bad', CANARIES['a token that Klaviyo refuses']),
        ),
        await runWithRefusedKey(stack),
      ];

      const places: Place[] = [
        ...(await histories(stack.runs.client)),
        ...(await files(stack.dataFolder)),
        { where: 'output of the worker', text: worker.output() },
        { where: 'output of the sandbox worker', text: sandbox.output() },
        ...(await commandOutputs(stack, runs)),
      ];
      const { apiKey, session } = testN8n();
      const secrets = { ...CANARIES, 'the n8n key': apiKey, 'the n8n password': session.password };
      assert.deepEqual(find(secrets, places), []);
      thePlacesAreRead(places, runs[0] ?? '');
    } finally {
      await standIns.close();
      await rm(folder, { recursive: true, force: true });
    }
  });
});

/** The example's stand-ins, with canaries in place of the demo tokens of the services that are called. */
async function standInsFile(folder: string, name: string, klaviyoToken: string): Promise<string> {
  const own = await mkdtemp(join(folder, name));
  const text = await readFile(join(exampleFolder(EXAMPLE), 'stand-ins.yaml'), 'utf8');
  const planted = text
    .replaceAll('demo-klaviyo-key', klaviyoToken)
    .replaceAll('demo-shopify-token', CANARIES["Shopify's token"])
    .replaceAll('demo-slack-token', CANARIES["Slack's token"]);
  await writeFile(join(own, 'stand-ins.yaml'), planted);
  return own;
}

/** The whole example; the person who approves it pastes a key into the note. */
async function runThatSucceeds(stack: TestStack, standIns: string): Promise<string> {
  const variant = await makeVariant(stack, EXAMPLE, 'canary', { credentials: false });
  await createCredentials(stack, standIns, variant);
  await startRun(stack.runs, variant);
  const asking = await stack.until(
    variant.runId,
    (view) => view.openCheckpoints.length > 0 || view.endedAt !== undefined,
  );
  assert.equal(asking.status, 'awaiting_approval', JSON.stringify(asking.tasks.filter((task) => task.error)));
  assert.equal(asking.simulated.replayedAnswers, false, 'the canary key was not used');
  const note = `our key is ${CANARIES['the secret in a note']}, by the way`;
  const decided = await millwright(
    stack.env,
    'decide',
    variant.runId,
    CHECKPOINT,
    'continue',
    '--by',
    'Ada',
    '--note',
    note,
  );
  assert.match(decided.stderr, /looks like a secret; that part was not sent/);
  const ended = await stack.until(variant.runId, (view) => view.endedAt !== undefined);
  assert.equal(ended.status, 'completed', JSON.stringify(ended.tasks.filter((task) => task.error)));
  assert.equal(ended.decisions[0]?.decision.note, 'our key is [redacted], by the way');
  return variant.runId;
}

/** The credential is there, and the service refuses it: the failing check must not show what was sent. */
async function runWithRefusedToken(stack: TestStack, standIns: string): Promise<string> {
  const edit = keepTasks('klaviyo-probe', CHECKPOINT);
  const variant = await makeVariant(stack, EXAMPLE, 'canary', { credentials: false, session: false, edit });
  await createCredentials(stack, standIns, variant);
  await startRun(stack.runs, variant);
  const ended = await stack.until(variant.runId, (view) => view.endedAt !== undefined);
  assert.equal(ended.tasks.find((task) => task.id === 'klaviyo-probe')?.status, 'failed');
  return variant.runId;
}

/** n8n refuses the key: the run waits and says so. */
async function runWithRefusedKey(stack: TestStack): Promise<string> {
  const edit = keepTasks('customer-created', CHECKPOINT);
  const variant: Variant = await makeVariant(stack, EXAMPLE, 'canary', {
    credentials: false,
    session: false,
    edit,
  });
  const n8n = { instance: 'remote', url: testN8n().url, api_key_variable: 'CANARY_N8N_KEY' };
  await startRun(stack.runs, { ...variant, environmentDocument: { ...variant.environmentDocument, n8n } });
  const blocked = await stack.until(variant.runId, (view) => view.blockers.length > 0);
  assert.match(blocked.blockers[0]?.description ?? '', /Unauthorized/);
  await stack.runs.cancel(variant.runId);
  await stack.until(variant.runId, (view) => view.endedAt !== undefined);
  return variant.runId;
}

async function commandOutputs(stack: TestStack, runs: string[]): Promise<Place[]> {
  const commands = [
    ...runs.flatMap((run) => [
      ['status', run, '--json', '--verbose'],
      ['report', run],
      ['report', run, '--json'],
    ]),
    ['logs', runs[0] ?? '', 'e2e', '--json'],
    ['logs', runs[1] ?? '', 'klaviyo-probe', '--json'],
    ['explain', runs[1] ?? '', 'klaviyo-probe'],
  ];
  const places: Place[] = [];
  for (const words of commands) {
    const { exitCode, stdout, stderr } = await millwright(stack.env, ...words);
    assert.equal(exitCode, 0, `${words.join(' ')}: ${stderr}`);
    places.push({ where: `output of ${words.join(' ')}`, text: stdout + stderr });
  }
  return places;
}

/** The search finds what is there: a sentence of the specification in payloads and artifacts, its id in what is printed. */
function thePlacesAreRead(places: Place[], runId: string): void {
  const found = find({ sentence: 'Those who spend much get a tag', id: runId.split('@')[0] ?? '' }, places);
  for (const expected of [
    'sentence in history',
    'sentence in file artifacts',
    'id in file runs',
    'id in output',
  ]) {
    assert.ok(
      found.some((each) => each.startsWith(expected)),
      `not found: ${expected} of ${found.join('\n')}`,
    );
  }
}
