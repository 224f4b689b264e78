import assert from 'node:assert/strict';
import { test } from 'vitest';
import { asksModel, taskKind } from '../../src/plan/task-kind.ts';
import { ACTION_TYPES, PLATFORMS, type EndToEndCase, type Task } from '../../src/spec/model.ts';
import { CODE, task } from './support/specifications.ts';

const CASE: EndToEndCase = {
  name: 'open cart',
  trigger: { body: {}, headers: {}, query: {} },
  decisions: {},
  stand_in_answers: [],
  expect: { requests: [], nodes_ran: [], data: {} },
};

function kindOf(overrides: Partial<Task>): string {
  return taskKind(task('a', [], overrides));
}

test('every pair of action and platform has a program or is refused by name', () => {
  const programs = PLATFORMS.map((platform) => [
    platform,
    ACTION_TYPES.filter((action_type) => {
      try {
        kindOf({ action_type, platform });
        return true;
      } catch (error) {
        assert.match(
          String(error),
          new RegExp(`Task a: nothing does ${action_type} on platform ${platform}`),
        );
        return false;
      }
    }),
  ]);
  assert.deepEqual(programs, [
    ['n8n', ACTION_TYPES.slice(0, 6)],
    ['code', ['write_transform']],
    ['external_tool', ['test_integration']],
    ['manual', [...ACTION_TYPES]],
    ['orchestrator', ['human_checkpoint', 'activate_workflow']],
  ]);
});

test('work by hand is always waited for, whatever its action', () => {
  for (const action_type of ACTION_TYPES) assert.equal(kindOf({ action_type, platform: 'manual' }), 'manual');
});

test('a test with cases runs the whole workflow, one without probes the service', () => {
  const { acceptance_check } = task('a');
  const withCases = { ...acceptance_check, cases: [CASE] };
  assert.equal(kindOf({ action_type: 'test_integration', acceptance_check: withCases }), 'end_to_end');
  assert.equal(kindOf({ action_type: 'test_integration' }), 'probe');
});

test("the author's code runs the same program and asks no model", () => {
  const asked = task('a', [], {
    action_type: 'write_transform',
    code_instructions: { ...CODE, edge_cases: [] },
  });
  const written = task('b', [], {
    action_type: 'write_transform',
    code_instructions: { ...CODE, edge_cases: [], source: 'export const transform = (x) => x;' },
  });
  assert.deepEqual([taskKind(asked), taskKind(written)], ['generated_code', 'generated_code']);
  assert.deepEqual([asksModel(asked), asksModel(written)], [true, false]);
  assert.equal(asksModel(task('c')), false);
});
