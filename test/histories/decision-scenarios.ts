import type { GenerateInput, GenerateResult } from '../../src/protocol/activities.ts';
import { planOf } from '../run/simulation.ts';
import { simulatedTask } from '../workflows/simulated-task.ts';
import { MESSAGES } from '../../src/protocol/names.ts';
import { statusUntil } from '../workflows/status-until.ts';
import { decide, ended, recordedRun, type Scenario } from './scenario.ts';
import { CHECKPOINT, CODE_TASK } from './tasks.ts';

const USAGE = { model: 'simulated', inputTokens: 10, outputTokens: 5, costUsd: 0.01, replayed: true };

/** Paths on which a person decides. */
export const DECISION_SCENARIOS: Record<string, () => Scenario> = {
  'decided-by-signal': () =>
    recordedRun({}, async (world) => {
      const run = await world.start(planOf([CHECKPOINT], 1), 'decided-by-signal');
      await decide(run, 'continue', 'signal');
      return ended(run);
    }),

  'decided-by-update': () =>
    recordedRun({}, async (world) => {
      const tasks = [simulatedTask({ id: 'probe' }), { ...CHECKPOINT, dependsOn: ['probe'] }];
      const run = await world.start(planOf(tasks, 1), 'decided-by-update');
      await decide(run, 'retry', 'update');
      await decide(run, 'continue', 'update');
      return ended(run);
    }),

  /** What is not understood of a decision changes nothing; then it is sent as it can be. */
  'decision-not-understood': () =>
    recordedRun({}, async (world) => {
      const run = await world.start(planOf([CHECKPOINT], 1), 'decision-not-understood');
      await statusUntil(run, ({ openCheckpoints }) => openCheckpoints.length > 0);
      const wrong = { checkpoint: 'approve', digest: 'digest-approve', decision: 'continue', by: 'Ada' };
      await run.signal(MESSAGES.decide, { ...wrong, modifications: { period: 'May' } });
      await decide(run, 'continue', 'update', 5);
      await decide(run, 'continue', 'signal');
      return ended(run);
    }),

  'verified-by-person': () =>
    recordedRun({}, async (world) => {
      const task = simulatedTask({ id: 'node', kind: 'nodes', verifiedByPerson: true });
      const run = await world.start(planOf([task], 1), 'verified-by-person');
      await decide(run, 'retry', 'update');
      await decide(run, 'continue', 'update');
      return ended(run);
    }),

  aborted: () =>
    recordedRun({}, async (world) => {
      const tasks = [CHECKPOINT, simulatedTask({ id: 'after', dependsOn: ['approve'] })];
      const run = await world.start(planOf(tasks, 1), 'aborted');
      await decide(run, 'abort', 'update');
      return ended(run);
    }),

  'nobody-decides': () =>
    recordedRun({}, async (world) => {
      const ifBlocked = { waitMinutes: 0.01, written: true } as const;
      const tasks = [
        { ...CHECKPOINT, ifBlocked: { ...ifBlocked, then: 'escalate' as const } },
        { ...CHECKPOINT, id: 'left-out', ifBlocked: { ...ifBlocked, then: 'skip_with_flag' as const } },
      ];
      const run = await world.start(planOf(tasks, 2), 'nobody-decides');
      await statusUntil(run, ({ escalations }) => escalations?.length === 1);
      await decide(run, 'continue', 'update');
      return ended(run);
    }),

  /** The model declines, a person lets it be asked anew. */
  refused: () => {
    const activities = {
      generateCode: async ({ decisionId, taskId }: { decisionId?: string; taskId: string }) =>
        decisionId === undefined
          ? { outcome: 'refused' as const, reason: 'I would rather not.', usage: USAGE }
          : {
              outcome: 'code' as const,
              codeHash: `code-${taskId}`,
              job: { language: 'javascript' as const, source: '', inputs: [], timeoutMs: 1_000 },
              usage: USAGE,
              from: 'model' as const,
            },
    };
    return recordedRun({ activities }, async (world) => {
      const run = await world.start(planOf([CODE_TASK], 1), 'refused');
      await decide(run, 'retry', 'update');
      return ended(run);
    });
  },

  /** The API fails, then the account has no credit, then the model asks something; a person answers each time. */
  'model-asks': () => {
    const usage = { ...USAGE, calls: 1 };
    const failures = ['model_overloaded', 'model_billing'];
    const activities = {
      generateCode: async ({ notes, taskId }: GenerateInput): Promise<GenerateResult> => {
        const code = failures.shift();
        if (code !== undefined)
          return { outcome: 'unanswered', code, reason: 'No answer.', wasTaken: false, usage };
        return {
          outcome: 'code',
          codeHash: `code-${taskId}`,
          job: { language: 'javascript', source: '', inputs: [], timeoutMs: 1_000 },
          usage,
          from: 'model',
          ...(notes === undefined && { questions: ['Which text?'] }),
        };
      },
    };
    return recordedRun({ activities }, async (world) => {
      const run = await world.start(planOf([CODE_TASK], 1), 'model-asks');
      await decide(run, 'retry', 'update');
      await decide(run, 'retry', 'update', undefined, 'Hello!');
      return ended(run);
    });
  },

  /** Two tasks wait for the same answer about money. */
  'budget-raised-for-all': () =>
    recordedRun({}, async (world) => {
      const tasks = [CODE_TASK, { ...CODE_TASK, id: 'code-too' }];
      const run = await world.start(planOf(tasks, 2, 0.1), 'budget-raised-for-all');
      await decide(run, 'continue', 'update', 5);
      return ended(run);
    }),

  'budget-raised': () =>
    recordedRun({}, async (world) => {
      const run = await world.start(planOf([CODE_TASK], 1, 0.1), 'budget-raised');
      await decide(run, 'continue', 'update', 5);
      return ended(run);
    }),
};
