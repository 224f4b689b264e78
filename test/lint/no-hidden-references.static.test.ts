import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'vitest';

const REPOSITORY = join(import.meta.dirname, '..', '..');
const FOLDERS = ['src', 'test', 'tools', 'bench', 'docs', 'prompts', 'examples', 'bin', '.ci', '.github'];
const TEXT = /\.(ts|mjs|md|ya?ml|txt)$/;

/** Ids of lists that are not in the checkout: a reader could not look them up. */
const ID = /\b[CDM]\d{1,2}\b|\bS0\b|\b[Ii]nvariant \d|\(rule \d|, section \d|, item \d/;

/** Tracked texts of ours, each line with its place. */
function linesOf(folders: string[]): { place: string; line: string }[] {
  const names = execFileSync('git', ['ls-files', '-z', ...folders, 'README.md', '.oxlintrc.json'], {
    cwd: REPOSITORY,
    encoding: 'utf8',
  });
  return names
    .split('\0')
    .filter((name) => TEXT.test(name) || name === '.oxlintrc.json')
    .filter(
      (name) =>
        name !== 'test/lint/no-hidden-references.static.test.ts' && existsSync(join(REPOSITORY, name)),
    )
    .flatMap((name) =>
      readFileSync(join(REPOSITORY, name), 'utf8')
        .split('\n')
        .map((line, index) => ({ place: `${name}:${index + 1}`, line })),
    );
}

test('no text cites a list that is not in the checkout', () => {
  for (const id of [
    'M33',
    'D1',
    'C20',
    'S0',
    'invariant 4',
    '(rule 6)',
    'temporal, section 12',
    'list, item 4',
  ])
    assert.match(id, ID);
  const lines = linesOf(FOLDERS);
  assert.ok(lines.length > 10_000, 'the sources were read');
  assert.deepEqual(
    lines.filter(({ line }) => ID.test(line)).map(({ place, line }) => `${place} ${line.trim()}`),
    [],
  );
});
