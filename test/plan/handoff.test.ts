import assert from 'node:assert/strict';
import fc from 'fast-check';
import { test } from 'vitest';
import { BLOCKER_RULES } from '../../src/plan/blocker.ts';
import { BLOCKER_TYPES } from '../../src/protocol/run.ts';
import { judgeHandoff } from '../../src/plan/handoff.ts';
import type { Phase4Handoff } from '../../src/spec/model.ts';

const TASKS = ['send-mail', 'send-mail-again', 'report'];

function handoff(overrides: Partial<Phase4Handoff> = {}): Phase4Handoff {
  return {
    proceed_recommendation: 'proceed',
    implementation_ready: true,
    blocking_items: [],
    human_confirmations_needed: [],
    ...overrides,
  };
}

test('no handoff, and a clean `proceed`, run', () => {
  assert.deepEqual(judgeHandoff(undefined, TASKS), { verdict: 'run', blockers: [] });
  assert.deepEqual(judgeHandoff(handoff(), TASKS), { verdict: 'run', blockers: [] });
});

test('`proceed` with anything open stops', () => {
  for (const open of [
    { implementation_ready: false },
    { blocking_items: ['missing_credential: slack'] },
    { human_confirmations_needed: [{ item: 'discount cap', confirmed: false }] },
  ]) {
    assert.equal(judgeHandoff(handoff(open), TASKS).verdict, 'stop');
  }
});

test('`proceed_with_blockers` runs only if every blocker allows partial progress', () => {
  for (const type of BLOCKER_TYPES) {
    const judgement = judgeHandoff(
      handoff({
        proceed_recommendation: 'proceed_with_blockers',
        blocking_items: ['ambiguous_spec: report columns', `${type}: something`],
      }),
      TASKS,
    );
    assert.equal(judgement.verdict, BLOCKER_RULES[type].canProceedPartial ? 'partial' : 'stop', type);
  }
});

test('a person who has not confirmed stops everything', () => {
  const needed = [
    { item: 'discount cap', confirmed: false },
    { item: 'sender name', confirmed: true },
  ];
  const judgement = judgeHandoff(
    handoff({ proceed_recommendation: 'proceed_with_blockers', human_confirmations_needed: needed }),
    TASKS,
  );
  assert.equal(judgement.verdict, 'stop');
  assert.deepEqual(judgement.blockers, [
    {
      type: 'missing_confirmation',
      description: 'Not yet confirmed: discount cap',
      affectedTasks: TASKS,
      resolutionRequired: BLOCKER_RULES.missing_confirmation.resolution,
    },
  ]);
});

test('a blocking item holds the tasks that it names, by whole id', () => {
  const { blockers } = judgeHandoff(
    handoff({
      proceed_recommendation: 'proceed_with_blockers',
      blocking_items: ['missing_credential: send-mail needs Klaviyo.'],
    }),
    TASKS,
  );
  assert.deepEqual(
    blockers.map((blocker) => [blocker.type, blocker.description, blocker.affectedTasks]),
    [['missing_credential', 'send-mail needs Klaviyo.', ['send-mail']]],
  );
});

test('whatever is not `run` says why', () => {
  const anyHandoff = fc.record({
    proceed_recommendation: fc.constantFrom(
      'proceed',
      'proceed_with_blockers',
      'proceed_with_confirmation',
      'escalate',
    ),
    implementation_ready: fc.boolean(),
    blocking_items: fc.array(fc.string(), { maxLength: 2 }),
    human_confirmations_needed: fc.array(fc.record({ item: fc.string(), confirmed: fc.boolean() }), {
      maxLength: 2,
    }),
  });
  fc.assert(
    fc.property(anyHandoff, (given) => {
      const { verdict, blockers } = judgeHandoff(given, TASKS);
      assert.equal(verdict === 'run', blockers.length === 0);
      if (!given.implementation_ready) assert.equal(verdict, 'stop');
    }),
  );
});
