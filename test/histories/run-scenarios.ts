import { setTimeout as pause } from 'node:timers/promises';
import { ApplicationFailure } from '@temporalio/common';
import type { Blocker } from '../../src/protocol/run.ts';
import { planOf } from '../run/simulation.ts';
import { simulatedTask } from '../workflows/simulated-task.ts';
import { statusUntil } from '../workflows/status-until.ts';
import { decide, ended, recordedRun, type Scenario } from './scenario.ts';
import { CHECKPOINT, CODE_TASK } from './tasks.ts';

function verdict(passed: boolean, summary: string) {
  return { passed, summary, evidenceHash: summary, failureSignature: passed ? '' : summary };
}

const MISSING: Blocker = {
  type: 'missing_credential',
  description: 'n8n has no credential "klaviyo".',
  affectedTasks: ['send'],
  resolutionRequired: 'Create it.',
};

function playRejected(): Scenario {
  const problem = {
    rule: 'unknown_field',
    message: '`actoin_type` is unknown.',
    fix: 'Did you mean `action_type`?',
    pointer: '/tasks/0',
  };
  const activities = {
    admitSpecification: async () => ({ admitted: false as const, problems: [problem] }),
  };
  return recordedRun({ activities }, async (world) => ended(await world.start(planOf([], 1), 'rejected')));
}

/** Paths through a run of a specification. */
export const RUN_SCENARIOS: Record<string, () => Scenario> = {
  /** Every kind of task. */
  normal: () =>
    recordedRun({}, async (world) => {
      const tasks = [
        simulatedTask({ id: 'node', kind: 'nodes' }),
        simulatedTask({ id: 'probe' }),
        { ...CODE_TASK, dependsOn: ['node'] },
        simulatedTask({ id: 'e2e', kind: 'end_to_end', dependsOn: ['code', 'probe'] }),
        simulatedTask({ id: 'by-hand', kind: 'manual' }),
        simulatedTask({ id: 'live', kind: 'activation', dependsOn: ['e2e', 'by-hand'], critical: true }),
      ];
      const run = await world.start(planOf(tasks, 4), 'normal');
      await decide(run, 'continue', 'update');
      return ended(run);
    }),

  repair: () => {
    const activities = {
      judgeCode: async ({ round }: { round: number }) => verdict(round > 0, `Round ${round} was judged.`),
    };
    return recordedRun({ activities }, async (world) =>
      ended(await world.start(planOf([CODE_TASK], 1), 'repair')),
    );
  },

  /** Four first answers fail together, and are judged in the opposite order of asking. */
  'four-repairs-at-once': () => {
    const activities = {
      judgeCode: async ({ taskId, round }: { taskId: string; round: number }) => {
        await pause(100 * (4 - Number(taskId.slice(1))));
        return verdict(round > 0, `Round ${round} was judged.`);
      },
    };
    return recordedRun({ activities }, async (world) => {
      const tasks = [0, 1, 2, 3].map((index) => ({ ...CODE_TASK, id: `t${index}` }));
      const approval = { ...CHECKPOINT, dependsOn: tasks.map(({ id }) => id) };
      const run = await world.start(planOf([...tasks, approval], 4), 'four-repairs-at-once');
      await statusUntil(run, (view) => view.status === 'awaiting_approval');
      await world.stopWorker();
      await world.startWorker();
      await decide(run, 'continue', 'update');
      return ended(run);
    });
  },

  blocked: () => {
    let looks = 0;
    const activities = { checkReadiness: async () => ({ blockers: looks++ === 0 ? [MISSING] : [] }) };
    return recordedRun({ activities }, async (world) => {
      const tasks = [simulatedTask({ id: 'send' }), simulatedTask({ id: 'other' })];
      return ended(await world.start(planOf(tasks, 2), 'blocked'));
    });
  },

  /** All tries of an activity fail, so the run itself waits. */
  'service-away': () => {
    let away = 4;
    const activities = {
      checkTask: async ({ taskId }: { taskId: string }) => {
        away -= 1;
        if (away >= 0) throw ApplicationFailure.retryable('n8n does not answer.', 'n8n_unreachable');
        return verdict(true, `${taskId} is fine.`);
      },
    };
    return recordedRun({ activities }, async (world) =>
      ended(await world.start(planOf([simulatedTask({ id: 'probe' })], 1), 'service-away')),
    );
  },

  cancelled: () =>
    recordedRun({}, async (world) => {
      const run = await world.start(planOf([CHECKPOINT], 1), 'cancelled');
      await statusUntil(run, (view) => view.status === 'awaiting_approval');
      await run.cancel();
      return ended(run);
    }),

  failed: () => {
    const activities = {
      checkTask: async ({ taskId }: { taskId: string }) =>
        verdict(taskId !== 'bad', `${taskId} was looked at.`),
    };
    return recordedRun({ activities }, async (world) => {
      const tasks = [
        simulatedTask({ id: 'bad', critical: true }),
        simulatedTask({ id: 'needs-bad', dependsOn: ['bad'] }),
        simulatedTask({ id: 'other' }),
      ];
      return ended(await world.start(planOf(tasks, 2), 'failed'));
    });
  },

  rejected: playRejected,

  /** Recorded by a build whose refused runs had no report. */
  'rejected-without-report': playRejected,

  /** The report cannot be written: the run ends as it ended. */
  unreported: () => {
    const activities = {
      writeReport: async () => {
        throw ApplicationFailure.nonRetryable('The disk is full.', 'workspace_unwritable');
      },
    };
    return recordedRun({ activities }, async (world) =>
      ended(await world.start(planOf([simulatedTask({ id: 'probe' })], 1), 'unreported')),
    );
  },

  /** What was built without a model is written and checked once more. */
  'made-again': () => {
    const activities = {
      checkTask: async ({ round }: { round: number }) => verdict(round > 0, `Round ${round} was looked at.`),
    };
    return recordedRun({ activities }, async (world) => {
      const node = simulatedTask({ id: 'node', kind: 'nodes', repairRounds: 1 });
      return ended(await world.start(planOf([node], 1), 'made-again'));
    });
  },

  /** A probe whose failure a person is to see, and an error that stops the run. */
  'escalated-and-stopped': () => {
    const activities = {
      checkTask: async ({ taskId }: { taskId: string }) => {
        if (taskId === 'broken') throw ApplicationFailure.nonRetryable('No sandbox.', 'sandbox_unavailable');
        return { ...verdict(false, 'It answered 503.'), action: 'escalate' as const };
      },
    };
    return recordedRun({ activities }, async (world) => {
      const tasks = [
        simulatedTask({ id: 'probe' }),
        { ...CHECKPOINT },
        simulatedTask({ id: 'broken', dependsOn: ['approve'] }),
      ];
      const run = await world.start(planOf(tasks, 2), 'escalated-and-stopped');
      await statusUntil(run, ({ openCheckpoints }) => openCheckpoints.length === 2);
      const input = { checkpoint: 'approve', digest: 'digest-approve', decision: 'continue', by: 'Ada' };
      await run.signal('decide', input);
      return ended(run);
    });
  },

  /** A checkpoint is open and a timer runs when the history is handed over. */
  'continued-as-new': () => {
    let looks = 0;
    const activities = { checkReadiness: async () => ({ blockers: looks++ < 2 ? [MISSING] : [] }) };
    return recordedRun({ suggestContinueAsNewAt: 40, activities }, async (world) => {
      const chain = Array.from({ length: 8 }, (_, index) =>
        simulatedTask({ id: `t${index}`, dependsOn: index === 0 ? [] : [`t${index - 1}`] }),
      );
      const run = await world.start(
        planOf([CHECKPOINT, simulatedTask({ id: 'send' }), ...chain], 4),
        'continued-as-new',
      );
      const newest = world.environment.client.workflow.getHandle('continued-as-new');
      await statusUntil(
        newest,
        (view) => view.runId !== run.firstExecutionRunId && view.openCheckpoints.length === 1,
      );
      await decide(newest, 'continue', 'update');
      await newest.result();
      return run;
    });
  },
};
