import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ensureTemporalBinary } from '../src/services/temporal-binary.ts';
import { historyText } from '../test/histories/fetch-history.ts';
import { fileNames, pathOf, RECORDED, recordedFiles } from '../test/histories/history-files.ts';
import { SCENARIOS } from '../test/histories/scenarios.ts';

/**
 * Records one history per path through the workflows, on a real Temporal server (docs/how-to/change-workflow-code.md):
 *
 *   node tools/record-histories.ts                       the paths that have no recording
 *   node tools/record-histories.ts --overwrite [PATH…]   those paths anew, or all
 */
const [flag, ...names] = process.argv.slice(2);
if (flag !== undefined && flag !== '--overwrite') {
  throw new Error('usage: node tools/record-histories.ts [--overwrite [PATH...]]');
}
const unknown = names.filter((name) => !Object.hasOwn(SCENARIOS, name));
if (unknown.length > 0) throw new Error(`There is no path ${unknown.join(', ')}.`);

process.env['MILLWRIGHT_TEST_TEMPORAL_BINARY'] ??= await ensureTemporalBinary(process.env, (line) =>
  console.log(line),
);
await mkdir(RECORDED, { recursive: true });
for (const [path, scenario] of Object.entries(SCENARIOS)) {
  if (names.length > 0 && !names.includes(path)) continue;
  const earlier = (await recordedFiles()).filter((file) => pathOf(file) === path);
  if (earlier.length > 0 && flag !== '--overwrite') {
    console.log(`${path}: kept, because recordings are overwritten with --overwrite only`);
    continue;
  }
  const histories = await scenario()();
  for (const file of earlier) await rm(join(RECORDED, file));
  for (const [index, file] of fileNames(path, histories.length).entries()) {
    const history = histories[index];
    if (history) await writeFile(join(RECORDED, file), historyText(history));
  }
  console.log(`${path}: ${histories.map(({ events }) => `${events.length} events`).join(', ')}`);
}
