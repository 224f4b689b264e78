import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { WorkflowHandle } from '@temporalio/client';
import { test } from 'vitest';
import type { Activities } from '../../src/activities/activities.ts';
import { writeReport } from '../../src/activities/write-report.ts';
import { LocalArtifactStore } from '../../src/artifacts/local-store.ts';
import { RUN_WORKFLOW, MESSAGES, TASK_QUEUE } from '../../src/protocol/names.ts';
import type { CompactPlan } from '../../src/protocol/plan.ts';
import type { RunResult, RunView } from '../../src/protocol/run.ts';
import type { Ended } from '../stack/command.ts';
import { exampleFolder } from '../stack/examples.ts';
import { planOf } from '../run/plan-of.ts';
import { simulatedTask } from '../workflows/simulated-task.ts';
import { statusUntil } from '../workflows/status-until.ts';
import { completedView } from '../report/abandoned-cart-view.ts';
import { forget, withRecordedWorld, type RecordedWorld } from './recorded-world.ts';

/** Every kind of thing that a record keeps: evidence, code, an answer, a decision. */
function smallPlan(): CompactPlan {
  return planOf(
    [
      simulatedTask({ id: 'node', kind: 'nodes' }),
      simulatedTask({ id: 'code', kind: 'generated_code', dependsOn: ['node'], worstCaseUsd: 0.1 }),
      simulatedTask({ id: 'approve', kind: 'checkpoint', dependsOn: ['code'] }),
      simulatedTask({ id: 'live', kind: 'activation', dependsOn: ['approve'], critical: true }),
    ],
    2,
  );
}

/** What the verbs that look at runs say, in words and as JSON. */
async function look(world: RecordedWorld, run: string): Promise<Record<string, Ended>> {
  const commands = [
    ['status', run],
    ['status', run, '--json'],
    ['status', run, '--audit'],
    ['status', run, '--audit', '--json'],
    ['watch', run],
    ['explain', run, 'live'],
    ['explain', run, 'live', '--json'],
    ['logs', run, 'node'],
    ['logs', run, 'node', '--json'],
    ['report', run],
    ['report', run, '--json'],
  ];
  const said: Record<string, Ended> = {};
  for (const words of commands)
    said[words.filter((word) => word !== run).join(' ')] = await world.cli(...words);
  return said;
}

/** Times that follow a local activity are a moment earlier or later when a history is replayed for a query. */
function withoutTimes(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value).replaceAll(/"(startedAt|endedAt|at)":"[^"]*"/g, '"$1":""'));
}

/** A run that a person has let go live. */
async function decidedRun(
  world: RecordedWorld,
  workflowId: string,
): Promise<{ runId: string; view: RunView }> {
  const handle = await world.start(smallPlan(), workflowId);
  await statusUntil(handle, (view) => view.openCheckpoints.length > 0);
  const stale = { checkpoint: 'approve', digest: 'old', decision: 'continue', by: 'Bo', decision_id: 'bo-1' };
  await handle.executeUpdate(MESSAGES.decideCheckpoint, { args: [stale] });
  const decided = await world.cli(
    'decide',
    workflowId,
    'approve',
    'continue',
    '--by',
    'Ada',
    '--note',
    'Fine.',
  );
  assert.equal(decided.exitCode, 0, decided.stderr);
  await handle.result();
  return { runId: handle.firstExecutionRunId, view: await handle.query<RunView>(MESSAGES.status) };
}

test('an ended run answers every verb as before when Temporal has deleted it and no worker is there', async () => {
  await withRecordedWorld({}, async (world) => {
    const { runId, view } = await decidedRun(world, 'shop@demo');
    const before = await look(world, 'shop@demo');
    for (const [command, { exitCode, stderr }] of Object.entries(before))
      assert.equal(exitCode, 0, `${command}: ${stderr}`);
    const kept: RunView = JSON.parse(before['status --json']?.stdout ?? '');
    assert.deepEqual(withoutTimes(kept), withoutTimes(view), 'the run itself says the same');
    assert.deepEqual(JSON.parse(before['status --audit --json']?.stdout ?? ''), kept.decisions);
    assert.match(before['status --audit']?.stdout ?? '', /Bo decided continue on approve {2}\(stale/);
    assert.match(before['status --audit']?.stdout ?? '', /Ada decided continue on approve {2}\(accepted\)/);
    assert.match(before['status --audit']?.stdout ?? '', /Note: Fine\./);
    assert.match(before['logs node']?.stdout ?? '', /look at node/);
    assert.match(before['report']?.stdout ?? '', /# Implementation report/);
    await endedRunIsLeftAlone(world, 'shop@demo');

    await world.stopWorker();
    await forget(world, 'shop@demo', [runId]);
    assert.deepEqual(await look(world, 'shop@demo'), before);
    const byRunId = await world.cli('status', `shop@demo/${runId}`, '--json');
    assert.equal(byRunId.stdout, before['status --json']?.stdout);
    await endedRunIsLeftAlone(world, 'shop@demo');
    const listed = await world.cli('list');
    assert.match(listed.stdout, /^shop@demo +completed +ended \S+ +\(only its record is left\)\n$/);
    const rows = JSON.parse((await world.cli('list', '--json')).stdout);
    assert.deepEqual(rows, [
      {
        run: 'shop@demo',
        workflowId: 'shop@demo',
        runId,
        startedAt: kept.startedAt,
        closedAt: kept.endedAt,
        knownTo: 'store',
        status: 'completed',
      },
    ]);
    const nobody = await world.cli('status', 'nobody@demo');
    assert.equal(nobody.exitCode, 5);
    assert.match(nobody.stderr, /run_not_found.*Temporal does not know it.*artifacts/);
    await world.startWorker();
  });
});

/** Neither a decision nor a cancellation reaches it, and both say when it ended. */
async function endedRunIsLeftAlone(world: RecordedWorld, run: string): Promise<void> {
  for (const words of [
    ['decide', run, 'approve', 'continue', '--by', 'Ada'],
    ['cancel', run],
  ]) {
    const { exitCode, stderr } = await world.cli(...words);
    assert.equal(exitCode, 5, stderr);
    assert.match(stderr, /run_ended {2}shop@demo has ended at \d{4}-\d\d-\d\dT/);
  }
}

/** The status of a run that asks, and is not about to be handed over once more: nothing is under way in it. */
async function openAndAtRest(run: WorkflowHandle): Promise<RunView> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const before = await run.describe();
    await pause(500);
    const view = await statusUntil(run, ({ openCheckpoints }) => openCheckpoints.length > 0);
    const { runId, historyLength, raw } = await run.describe();
    const isUnderWay = raw.pendingWorkflowTask || (raw.pendingActivities ?? []).length > 0;
    if (
      !isUnderWay &&
      runId === before.runId &&
      runId === view.runId &&
      historyLength === before.historyLength
    )
      return view;
  }
  throw new Error('The run does not come to rest');
}

test('a run that was handed over is found by each of its run ids: while it is open, ended, and deleted', async () => {
  await withRecordedWorld({ suggestContinueAsNewAt: 20 }, async (world) => {
    const chain = Array.from({ length: 12 }, (_, index) =>
      simulatedTask({ id: `t${index}`, dependsOn: index === 0 ? [] : [`t${index - 1}`] }),
    );
    const ask = simulatedTask({ id: 'ask', kind: 'checkpoint', dependsOn: ['t11'] });
    const handle = await world.start(planOf([...chain, ask], 1), 'chain@demo');
    const newest = world.environment.client.workflow.getHandle('chain@demo');
    const open = await openAndAtRest(newest);
    const runIds = [...(open.earlierRunIds ?? []), open.runId];
    assert.ok(runIds.length >= 3, 'it was handed over more than once');
    assert.equal(runIds[0], handle.firstExecutionRunId);
    const statusBy = async (runId: string): Promise<RunView> =>
      JSON.parse((await world.cli('status', `chain@demo/${runId}`, '--json')).stdout);
    const seesBy = async (runId: string): Promise<unknown> => withoutTimes(await statusBy(runId));
    for (const runId of runIds) assert.deepEqual(await seesBy(runId), withoutTimes(open));
    const decided = await world.cli('decide', `chain@demo/${runIds[0]}`, 'ask', 'continue', '--by', 'Ada');
    assert.equal(decided.exitCode, 0, decided.stderr);
    await newest.result();
    const ended = await statusBy(runIds[0] ?? '');
    assert.equal(ended.status, 'completed');
    for (const runId of runIds) assert.deepEqual(await statusBy(runId), ended);
    // The histories of the older runs are over their time first.
    await forget(world, 'chain@demo', runIds.slice(0, 1));
    for (const runId of runIds) assert.deepEqual(await statusBy(runId), ended);
    await forget(world, 'chain@demo', runIds.slice(1));
    for (const runId of runIds) assert.deepEqual(await statusBy(runId), ended);
    assert.deepEqual(await world.artifacts.listNames('runs'), [`runs/chain@demo/${runIds[0]}`]);
  });
});

test('of two runs of one workflow id the id alone means the newest, and the older one is found by its run id', async () => {
  await withRecordedWorld({}, async (world) => {
    const first = await decidedRun(world, 'shop@demo');
    const second = await decidedRun(world, 'shop@demo');
    assert.notEqual(first.runId, second.runId);
    const sees = async (run: string): Promise<RunView> =>
      JSON.parse((await world.cli('status', run, '--json')).stdout);
    const seesBoth = async (): Promise<void> => {
      assert.deepEqual((await sees('shop@demo')).runId, second.runId);
      assert.deepEqual(withoutTimes(await sees(`shop@demo/${first.runId}`)), withoutTimes(first.view));
      assert.deepEqual(withoutTimes(await sees(`shop@demo/${second.runId}`)), withoutTimes(second.view));
      const { stdout } = await world.cli('list');
      const names = stdout
        .trimEnd()
        .split('\n')
        .map((line) => line.split(' ')[0]);
      assert.deepEqual(names, ['shop@demo', `shop@demo/${first.runId}`]);
    };
    await untilListed(world, 2);
    await seesBoth();
    await forget(world, 'shop@demo', [first.runId]);
    await seesBoth();
    await forget(world, 'shop@demo', [second.runId]);
    await seesBoth();
  });
});

/** The list of Temporal is a moment late. */
async function untilListed(world: RecordedWorld, count: number): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const rows: unknown[] = JSON.parse((await world.cli('list', '--json')).stdout);
    if (rows.length === count) return;
    await pause(50);
  }
  throw new Error('The runs were not listed');
}

test('a run that was terminated or timed out gets record and report by the first look, and keeps them', async () => {
  await withRecordedWorld({}, async (world) => {
    const { workflow } = world.environment.client;
    const terminated = await world.start(smallPlan(), 'stopped@demo');
    await statusUntil(terminated, (view) => view.openCheckpoints.length > 0);
    await terminated.terminate('a person pressed the button');
    // With a time limit, which runs of ours have not by themselves.
    await (await world.start(smallPlan(), 'late@demo')).terminate();
    const late = await workflow.start(RUN_WORKFLOW, {
      taskQueue: TASK_QUEUE,
      workflowId: 'late@demo',
      workflowExecutionTimeout: '5s',
      args: [{ plan: 'late@demo' }],
    });
    await statusUntil(late, (view) => view.openCheckpoints.length > 0);
    await late.result().catch(() => undefined);
    for (const [run, how, runId] of [
      ['stopped@demo', 'was terminated', terminated.firstExecutionRunId],
      ['late@demo', 'timed out', late.firstExecutionRunId],
    ] as const) {
      const report = await world.cli('report', run);
      assert.equal(report.exitCode, 0, report.stderr);
      assert.match(report.stdout, new RegExp(`It ${how} in Temporal: nothing in n8n was put back`));
      assert.match(report.stdout, /its report is made from its history/);
      assert.ok(await world.artifacts.getName(`runs/${run}/${runId}`), 'the first look has stored it');
      const view: RunView = JSON.parse((await world.cli('status', run, '--json')).stdout);
      assert.deepEqual(
        [view.status, view.tasks.map(({ status }) => status)],
        ['aborted', ['completed', 'completed', 'skipped', 'skipped']],
      );
      assert.equal((await world.cli('watch', run)).exitCode, 1);
      await forget(world, run, [runId]);
      assert.deepEqual(JSON.parse((await world.cli('status', `${run}/${runId}`, '--json')).stdout), view);
      assert.equal((await world.cli('report', run)).stdout, report.stdout);
    }
  });
});

test('the record names what n8n had before the run, what the model answered, and all documents', async () => {
  const restorePoint = 'b'.repeat(64);
  const activities = { noteRestorePoint: async () => restorePoint };
  await withRecordedWorld({ activities }, async (world) => {
    const handle = await world.start({ ...smallPlan(), onFailure: 'rollback' }, 'undo@demo');
    await statusUntil(handle, (view) => view.openCheckpoints.length > 0);
    assert.equal((await world.cli('cancel', 'undo@demo')).exitCode, 0);
    const name = `runs/undo@demo/${handle.firstExecutionRunId}`;
    const record: unknown = await world.artifacts.getJson((await world.artifacts.getName(name)) ?? '');
    assert.ok(record !== null && typeof record === 'object' && 'view' in record && 'plan' in record);
    const view = (await world.artifacts.getJson(String(record.view))) as RunView;
    const [component] = view.components;
    assert.deepEqual([component?.restorePoint, component?.rollback?.outcome], [restorePoint, 'restored']);
    assert.deepEqual(
      Object.keys(record).toSorted(),
      [
        'schemaVersion workflowId runIds specId title version environmentId status startedAt endedAt',
        'view plan specification environment report output',
      ]
        .flatMap((names) => names.split(' '))
        .toSorted(),
    );
    const plan = (await world.artifacts.getJson(String(record.plan))) as CompactPlan;
    assert.equal(plan.tasks.length, 4);
    await forget(world, 'undo@demo', [handle.firstExecutionRunId]);
    const status = await world.cli('status', 'undo@demo');
    assert.match(status.stdout.replaceAll(/\s+/g, ' '), /It was not there before this run, and was removed/);
  });
});

test('the owner of an n8n workflow is no run, and a run that was not admitted has a status and a report that say why', async () => {
  const problem = {
    rule: 'unknown_field',
    message: '`titel` is unknown.',
    fix: 'Did you mean `title`?',
    pointer: '/titel',
  };
  const activities = { admitSpecification: async () => ({ admitted: false as const, problems: [problem] }) };
  await withRecordedWorld({ activities }, async (world) => {
    const { workflow } = world.environment.client;
    const options = { taskQueue: TASK_QUEUE, workflowId: 'refused@demo' };
    const input = { specification: { spec_id: 'refused', title: 'Refused' } };
    const handle = await workflow.start(RUN_WORKFLOW, { ...options, args: [input] });
    await handle.result().catch(() => undefined);
    const lookAtRefused = async (): Promise<string[]> => {
      const said: string[] = [];
      for (const words of [['status', 'refused@demo'], ['report', 'refused@demo'], ['list']]) {
        const { exitCode, stdout, stderr } = await world.cli(...words);
        assert.equal(exitCode, 0, stderr);
        said.push(stdout);
      }
      const watched = await world.cli('watch', 'refused@demo');
      assert.equal(watched.exitCode, 2);
      return [...said, watched.stderr];
    };
    const [status = '', report = '', list = '', watched = ''] = await lookAtRefused();
    assert.match(status, /rejected {2}Nothing was built: `titel` is unknown[^]*Did you mean `title`/);
    assert.match(
      report,
      /# Implementation report: Refused[^]*Rejected: nothing was built[^]*unknown.*_field/,
    );
    assert.match(list, /^refused@demo +rejected/);
    assert.match(watched, /spec_invalid[^]*\/titel[^]*unknown_field[^]*Did you mean/);
    await forget(world, 'refused@demo', [handle.firstExecutionRunId]);
    assert.deepEqual((await lookAtRefused()).slice(0, 2), [status, report]);
  });
  await withRecordedWorld({}, async (world) => {
    await decidedRun(world, 'shop@demo');
    for (const verb of ['status', 'report', 'cancel']) {
      const { exitCode, stderr } = await world.cli(verb, 'n8n/local/w');
      assert.equal(exitCode, 5, stderr);
      assert.match(stderr, /is not a run of Millwright/);
    }
    // This world admits no specification.
    const example = join(exampleFolder('customer-sync'), 'specification.yaml');
    const { exitCode, stderr, stdout } = await world.cli('run', example, '--detach');
    assert.equal(exitCode, 2, stderr);
    assert.match(stderr, /spec_invalid/);
    assert.equal(stdout, '', 'nothing is to be followed');
  });
});

test('a run whose report cannot be kept ends as it ended, says so, and its report is made for who asks', async () => {
  const nowhere = join(import.meta.filename, 'no-folder');
  const activities: Partial<Activities> = {
    writeReport: (input) =>
      writeReport(
        { artifacts: new LocalArtifactStore(nowhere), runsFolder: nowhere, secrets: () => [] },
        input,
      ),
  };
  await withRecordedWorld({ activities }, async (world) => {
    const ask = simulatedTask({ id: 'ask', kind: 'checkpoint' });
    const done = await world.start(planOf([simulatedTask({ id: 'only' })], 1), 'done@demo');
    assert.match(((await done.result()) as RunResult).reportMissing ?? '', /no-folder/);
    const open = await world.start(planOf([ask], 1), 'open@demo');
    await statusUntil(open, (view) => view.openCheckpoints.length > 0);
    assert.match((await world.cli('cancel', 'open@demo')).stdout, /was cancelled/);
    for (const [run, word] of [
      ['done@demo', 'completed'],
      ['open@demo', 'aborted'],
    ] as const) {
      const { stdout } = await world.cli('status', run);
      assert.match(
        stdout,
        new RegExp(`${word} [^]*^report It was not kept:[^]*no-folder[^]*made from[^]*the[^]*history`, 'm'),
      );
      const report = await world.cli('report', run);
      assert.equal(report.exitCode, 0, report.stderr);
      assert.match(report.stdout, /The report was not kept when the run ended/);
      assert.doesNotMatch(report.stdout + report.stderr, /lost|artifact_missing/);
    }
  });
});

test('the record is kept where only the folder of the reports cannot be written', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'millwright-kept-'));
  try {
    const artifacts = new LocalArtifactStore(folder);
    const place = { artifacts, runsFolder: join(import.meta.filename, 'no-folder'), secrets: () => [] };
    const view = completedView;
    await assert.rejects(writeReport(place, { view, planHash: '' }), { code: 'workspace_unwritable' });
    assert.equal((await artifacts.listNames('runs')).length, 1);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

test('who cancels and why is in status, audit and report, with the questions that nobody answered; list shows our words', async () => {
  const failed: Partial<Activities> = {
    checkTask: async () => ({ passed: false, summary: 'No.', evidenceHash: 'h', failureSignature: 'no' }),
  };
  await withRecordedWorld({ activities: failed }, async (world) => {
    const ask = simulatedTask({ id: 'ask', kind: 'checkpoint' });
    const run = await world.start(planOf([ask], 1), 'asks@demo');
    await statusUntil(run, (view) => view.openCheckpoints.length > 0);
    await (await world.start(planOf([simulatedTask({ id: 'bad' })], 1), 'bad@demo')).result();
    await untilListed(world, 2);
    const listed = (await world.cli('list')).stdout;
    assert.match(listed, /^asks@demo +awaiting_approval +since/m);
    assert.match(listed, /^bad@demo +completed_with_errors +ended/m);
    const secret = `sk-${'x'.repeat(30)}`;
    const cancelled = await world.cli('cancel', 'asks@demo', '--by', 'Ada', '--note', `Not now. ${secret}`);
    assert.equal(cancelled.exitCode, 0, cancelled.stderr);
    assert.match(cancelled.stdout, /asks@demo was cancelled/);
    const { stdout: status } = await world.cli('status', 'asks@demo');
    assert.match(status, /aborted {2}Aborted by Ada: Not now/);
    assert.match(status, /ask was not answered when the run ended/);
    const { stdout: audit } = await world.cli('status', 'asks@demo', '--audit');
    assert.match(audit, /Ada cancelled the run {2}\(accepted\)/);
    const { stdout: report } = await world.cli('report', 'asks@demo');
    assert.match(report, /### Not answered[^]*\*\*ask\*\*.*Go on after ask\?/);
    assert.match(report, /Nobody had answered ask when the run ended/);
    const output = JSON.parse((await world.cli('report', 'asks@demo', '--json')).stdout);
    assert.equal(output.implementation_output.millwright.open_questions[0].checkpoint, 'ask');
    assert.ok(!JSON.stringify([status, audit, report, output]).includes(secret));
  });
});
