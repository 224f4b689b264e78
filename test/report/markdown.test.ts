import assert from 'node:assert/strict';
import fc from 'fast-check';
import { test } from 'vitest';
import { implementationOutput } from '../../src/report/implementation-output.ts';
import { implementationReport } from '../../src/report/markdown.ts';
import type { ImplementationOutput } from '../../src/report/output-schema.ts';
import * as example from './abandoned-cart-view.ts';
import { runView } from './random-run-view.ts';
import { numbers, sectionOf, tableRows } from './read-markdown.ts';

const NOW = '2026-11-21T13:00:00.000Z';

test('the Markdown holds exactly the numbers of the JSON', () => {
  fc.assert(
    fc.property(runView, (view) => {
      const output = implementationOutput(view, NOW);
      const markdown = implementationReport(output);
      assert.deepEqual(headlineNumbers(markdown), summaryNumbers(output));
      assert.deepEqual(costNumbers(markdown), jsonCostNumbers(output));
      assert.deepEqual(
        tableRows(markdown, '## Tasks').map((row) => row[1]),
        output.task_results.map((result) => result.status),
      );
      assert.deepEqual(
        tableRows(markdown, '## What was built').map((row) => numbers(row.slice(2, 4).join(' '))),
        output.millwright.components.map((each) =>
          each.platform === 'n8n' ? [each.nodes, each.connections] : [],
        ),
      );
      assert.equal(tableRows(markdown, '## Decisions').length, output.millwright.decisions.length);
      assert.equal(
        tableRows(markdown, '### Known issues').length,
        output.phase_5_handoff.known_issues.length,
      );
      assert.equal(tableRows(markdown, '## Inventory').length, output.millwright.inventory.items.length);
    }),
  );
});

function headlineNumbers(markdown: string): number[] {
  const line = markdown
    .split('\n')
    .find((each) => each.startsWith('**') && each.includes('tasks completed ('));
  assert.ok(line);
  return numbers(line.slice(line.indexOf('.**')));
}

function summaryNumbers({ execution_summary: summary }: ImplementationOutput): number[] {
  return [
    summary.tasks_completed,
    summary.total_tasks,
    summary.success_rate,
    summary.tasks_failed,
    summary.tasks_blocked,
    summary.tasks_skipped,
  ];
}

function costNumbers(markdown: string): number[] {
  return tableRows(markdown, '## Cost').flatMap((row) => numbers(row[1] ?? ''));
}

function jsonCostNumbers({ millwright: { cost } }: ImplementationOutput): number[] {
  return [
    cost.spent_usd,
    cost.stop_usd,
    cost.warn_usd,
    cost.model_calls,
    cost.reused_answers,
    cost.input_tokens,
    cost.output_tokens,
  ];
}

test('no text from outside can add a heading, a row, a tag or a line', () => {
  fc.assert(
    fc.property(runView, (view) => {
      const markdown = implementationReport(implementationOutput(view, NOW));
      const lines = markdown.split('\n');
      assert.equal(lines.filter((line) => line.startsWith('# ')).length, 1);
      assert.deepEqual(
        lines.filter((line) => /^#{2,} /.test(line)),
        HEADINGS,
      );
      const bare = markdown
        .replace(/\\[\\`*_{}[\]<>|~$#!]/g, '')
        .replaceAll('<br>', '')
        .replace(/^> /gm, '')
        .replace(/^>$/gm, '');
      assert.doesNotMatch(bare, /[<>]/);
      assert.doesNotMatch(bare, /(?!\n)\p{Cc}|\p{Cf}/u);
    }),
  );
});

const HEADINGS = [
  '## What was built',
  '## Tasks',
  '## Errors and blockers',
  '## Said by the model (not checked)',
  '## Decisions',
  '## Cost',
  '## Handoff to validation (phase 5)',
  '### Known issues',
  '### To be verified by a person',
  '## Inventory',
  '## This run',
];

test('titles with pipes, tags, backticks and line ends are shown as they are', () => {
  const title = 'a | b <b>x</b> `rm` \n# head *bold* [x](http://evil)';
  const markdown = implementationReport(implementationOutput({ ...example.completedView, title }, NOW));
  assert.equal(
    markdown.split('\n')[0],
    '# Implementation report: a \\| b \\<b\\>x\\</b\\> \\`rm\\` \\# head \\*bold\\* \\[x\\](http://evil)',
  );
});

test('what was simulated stands above everything that was built', () => {
  const markdown = implementationReport(implementationOutput(example.completedView, NOW));
  const [top = ''] = markdown.split('## What was built');
  assert.match(top, /replayed answers/);
  assert.match(top, /stand-ins: shopify, klaviyo, slack/);
  const real = { ...example.completedView, simulated: { replayedAnswers: false, standIns: [] } };
  assert.doesNotMatch(implementationReport(implementationOutput(real, NOW)), /Simulated in this run/);
});

test('a person finds who decided what, the link to n8n, and what to do about an error', () => {
  const done = implementationReport(implementationOutput(example.completedView, NOW));
  assert.match(
    done,
    /\| 2026-11-21 12:02:58 UTC \| Ana Keller \| approve-activation \| continue \| looks right \|/,
  );
  assert.match(done, /\[Abandoned-cart recovery\]\(http:\/\/127\.0\.0\.1:5678\/workflow\/mw3f2a9c1b7d4e60\)/);
  const failed = implementationReport(implementationOutput(example.failedView, NOW));
  assert.match(
    sectionOf(failed, '## Errors and blockers').join('\n'),
    /To do: .*correct the task or its samples/,
  );
});

test('a link that could break out of the Markdown is not a link', () => {
  const [flow, ...rest] = example.completedView.components;
  assert.ok(flow);
  for (const url of ['javascript:alert(1)', 'http://x/)[evil](http://y', 'http://x/ y', 'http://x/\n# y']) {
    const markdown = implementationReport(
      implementationOutput({ ...example.completedView, components: [{ ...flow, url }, ...rest] }, NOW),
    );
    assert.doesNotMatch(sectionOf(markdown, '## What was built').join('\n'), /\]\(/, url);
  }
});
