import assert from 'node:assert/strict';
import { test } from 'vitest';
import { taskKind } from '../../src/plan/task-kind.ts';
import { ACTION_TYPES, PLATFORMS } from '../../src/spec/model.ts';
import { parseSpecificationDocument } from '../../src/spec/parse.ts';
import { isSupported } from '../../src/spec/supported.ts';
import { task } from './support/specifications.ts';

const COMPONENTS = [
  { component_id: 'flow', platform: 'n8n', workflow_name: 'Flow' },
  { component_id: 'file', platform: 'code', language: 'javascript', path: 'a.js', inlined_in: 'flow' },
];

test('whatever pair of action and platform is valid has a program, on every component', () => {
  for (const action_type of ACTION_TYPES)
    for (const platform of PLATFORMS)
      for (const component of [undefined, 'flow', 'file']) {
        const parsed = parseSpecificationDocument({
          spec_id: 'pairs',
          title: 'Pairs',
          components: COMPONENTS,
          implementation: {
            task_summary: [
              {
                task_id: 'one',
                purpose: 'One pair.',
                action_type,
                platform,
                ...(component && { component }),
              },
            ],
          },
        });
        const places = parsed.ok ? [] : parsed.problems.map(({ pointer }) => pointer);
        if (parsed.ok)
          assert.ok(taskKind(parsed.specification.implementation.task_summary[0] ?? task('none')));
        else if (!isSupported(action_type, platform))
          assert.ok(places.length > 0, `${action_type} on ${platform} is refused without a place`);
      }
});

test('the table of pairs says the same as the programs', () => {
  for (const action_type of ACTION_TYPES)
    for (const platform of PLATFORMS) {
      const run = () => taskKind(task('one', [], { action_type, platform }));
      if (isSupported(action_type, platform)) assert.doesNotThrow(run, `${action_type} on ${platform}`);
      else assert.throws(run, { code: 'not_supported' }, `${action_type} on ${platform}`);
    }
});
