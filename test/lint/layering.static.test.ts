import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { test } from 'vitest';

const REPOSITORY = join(import.meta.dirname, '..', '..');
const OXLINT = join(dirname(createRequire(import.meta.url).resolve('oxlint/package.json')), 'bin', 'oxlint');

/** What each folder may import (the table of docs/architecture.md); `types` only with `import type`. */
const LAYERS: Record<string, { values: string[]; types?: string[] } | 'everything'> = {
  protocol: { values: [] },
  spec: { values: [] },
  source: { values: ['spec'] },
  plan: { values: ['spec'] },
  run: { values: ['plan'] },
  workflows: { values: ['plan', 'run'], types: ['activities'] },
  n8n: { values: ['spec', 'artifacts'] },
  claude: { values: ['spec', 'artifacts'], types: ['checks'] },
  sandbox: { values: [] },
  artifacts: { values: [] },
  'stand-ins': { values: [] },
  replay: { values: ['artifacts'], types: ['claude'] },
  checks: { values: ['spec', 'n8n', 'sandbox', 'artifacts', 'stand-ins'] },
  report: { values: ['spec', 'run', 'artifacts'] },
  services: { values: ['spec', 'n8n', 'stand-ins'] },
  activities: {
    values: [
      'spec',
      'source',
      'plan',
      'n8n',
      'claude',
      'sandbox',
      'checks',
      'artifacts',
      'stand-ins',
      'report',
    ],
    types: ['run'],
  },
  worker: 'everything',
  cli: 'everything',
};
const PURE = ['protocol', 'spec', 'plan', 'run', 'workflows'];
const LAYERING_RULES = ['no-restricted-imports', 'no-restricted-globals', 'no-restricted-properties'];

/** The protocol is the ground that all stand on. */
const allows = (folders: string[], to: string): boolean => to === 'protocol' || folders.includes(to);

const REPORT = z.object({ diagnostics: z.array(z.object({ filename: z.string(), code: z.string() })) });

/** Files below `folder` that break a layering rule. */
async function filesOutOfLayer(folder: string): Promise<Set<string>> {
  const stdout = await new Promise<string>((resolve) => {
    const options = { cwd: folder, maxBuffer: 64 * 1024 * 1024 };
    execFile(process.execPath, [OXLINT, '--format', 'json', 'src'], options, (_error, text) => resolve(text));
  });
  const { diagnostics } = REPORT.parse(JSON.parse(stdout));
  const ofLayering = diagnostics.filter(({ code }) =>
    LAYERING_RULES.some((rule) => code.includes(`(${rule})`)),
  );
  return new Set(ofLayering.map(({ filename }) => filename));
}

/** Writes snippets into a folder that has our lint configuration and mirrors `src/`. */
async function lintSnippets(snippets: Record<string, string>): Promise<Set<string>> {
  const folder = await mkdtemp(join(tmpdir(), 'layering-'));
  try {
    await cp(join(REPOSITORY, '.oxlintrc.json'), join(folder, '.oxlintrc.json'));
    for (const [file, text] of Object.entries(snippets)) {
      await mkdir(dirname(join(folder, file)), { recursive: true });
      await writeFile(join(folder, file), text);
    }
    return await filesOutOfLayer(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The snippets that lint refused, against those that it should have refused. */
async function assertRefused(snippets: { file: string; text: string; refused: boolean }[]): Promise<void> {
  const found = await lintSnippets(Object.fromEntries(snippets.map(({ file, text }) => [file, text])));
  const expected = snippets.filter(({ refused }) => refused).map(({ file }) => file);
  assert.deepEqual([...found].toSorted(), expected.toSorted());
}

test('every folder of src has its place in the layers', async () => {
  const files = await readdir(join(REPOSITORY, 'src'), { recursive: true });
  const folders = new Set(
    files.filter((file) => /[/\\].*\.ts$/.test(file)).map((file) => file.split(/[/\\]/)[0] ?? ''),
  );
  assert.deepEqual(
    [...folders].filter((folder) => !Object.hasOwn(LAYERS, folder)),
    [],
  );
});

test('lint refuses every import against the arrows, at any depth, and allows all others', async () => {
  const arrows = Object.entries(LAYERS).flatMap(([from, layer]) =>
    Object.keys(LAYERS)
      .filter((to) => to !== from)
      .map((to) => ({
        from,
        to,
        value: layer === 'everything' || allows(layer.values, to),
        type: layer === 'everything' || allows(layer.values, to) || layer.types?.includes(to) === true,
      })),
  );
  await assertRefused(
    arrows.flatMap(({ from, to, value, type }) => [
      { file: `src/${from}/value-${to}.ts`, text: `export { a } from '../${to}/a.ts';\n`, refused: !value },
      { file: `src/${from}/deep/value-${to}.ts`, text: `import '../../${to}/a.ts';\n`, refused: !value },
      { file: `src/${from}/lazy-${to}.ts`, text: `await import('../${to}/a.ts');\n`, refused: !value },
      {
        file: `src/${from}/type-${to}.ts`,
        text: `export type { A } from '../${to}/a.ts';\n`,
        refused: !type,
      },
    ]),
  );
});

test('only workflows import the workflow library of Temporal', async () => {
  await assertRefused(
    [...Object.keys(LAYERS), ''].map((folder) => ({
      file: join('src', folder, 'library.ts'),
      text: `import { sleep } from '@temporalio/workflow';\nawait sleep(1);\n`,
      refused: folder !== 'workflows',
    })),
  );
});

test("n8n's own package is imported for its types only, and only where n8n is spoken to", async () => {
  const folders = [...Object.keys(LAYERS), ''].map((folder) => join('src', folder));
  await assertRefused(
    folders.flatMap((folder) => [
      { file: join(folder, 'value.ts'), text: `export { a } from 'n8n-workflow';\n`, refused: true },
      { file: join(folder, 'lazy.ts'), text: `await import('n8n-workflow');\n`, refused: true },
      { file: join(folder, 'deep.ts'), text: `import 'n8n-workflow/dist/esm/a.js';\n`, refused: true },
      {
        file: join(folder, 'type.ts'),
        text: `export type { INode } from 'n8n-workflow';\n`,
        refused: folder !== join('src', 'n8n'),
      },
    ]),
  );
});

test('pure folders have no Node built-ins, no settings, no clock, no chance', async () => {
  const impure = {
    'built-in': `import { readFileSync } from 'node:fs';\nreadFileSync('a');\n`,
    settings: `export { parseConfig } from '../config.ts';\n`,
    environment: `export const a = process.env;\n`,
    chance: `export const a = Math.random();\n`,
    timer: `setTimeout(() => undefined, 1);\n`,
    network: `await fetch('http://localhost');\n`,
  };
  const clock = `export const a = Date.now();\n`;
  await assertRefused(
    Object.keys(LAYERS).flatMap((folder) => [
      ...Object.entries(impure).map(([name, text]) => ({
        file: `src/${folder}/${name}.ts`,
        text,
        refused: PURE.includes(folder),
      })),
      // In workflows the clock is the one of the history.
      {
        file: `src/${folder}/clock.ts`,
        text: clock,
        refused: PURE.includes(folder) && folder !== 'workflows',
      },
    ]),
  );
});

test('what may be imported everywhere is allowed in pure folders', async () => {
  await assertRefused(
    PURE.flatMap((folder) => [
      {
        file: `src/${folder}/shared.ts`,
        text: `export type { JsonValue } from '../protocol/json.ts';\nexport { a } from './a.ts';\n`,
        refused: false,
      },
      {
        file: `src/${folder}/errors-of-all.ts`,
        text: `export { ERRORS } from '../errors.ts';\n`,
        refused: folder === 'protocol',
      },
    ]),
  );
});

test('the sources keep to the layers', async () => {
  assert.deepEqual([...(await filesOutOfLayer(REPOSITORY))], []);
});
