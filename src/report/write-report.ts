import { createHash, randomUUID } from 'node:crypto';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ArtifactStore } from '../artifacts/artifact-store.ts';
import { withCleanUp } from '../clean-up.ts';
import { MillwrightError } from '../errors.ts';
import type { RunView } from '../protocol/run.ts';
import { implementationOutput } from './implementation-output.ts';
import { implementationReport } from './markdown.ts';

export const OUTPUT_FILE = 'implementation_output.json';
export const REPORT_FILE = 'IMPLEMENTATION_REPORT.md';

/**
 * Writes both reports of a run as files, for people.
 * @returns the run's own folder, below `runsFolder`.
 * @throws MillwrightError `workspace_unwritable`.
 */
export async function writeReportFiles(
  runsFolder: string,
  ids: { workflowId: string; runId: string },
  { json, markdown }: Report,
): Promise<string> {
  const folder = reportFolder(runsFolder, ids);
  try {
    await mkdir(folder, { recursive: true });
    await writeWhole(join(folder, OUTPUT_FILE), json);
    await writeWhole(join(folder, REPORT_FILE), markdown);
    return folder;
  } catch (error) {
    throw new MillwrightError('workspace_unwritable', `The report could not be written to ${folder}.`, {
      cause: error,
    });
  }
}

/** Both reports of a run, as they are printed. */
export interface Report {
  json: string;
  markdown: string;
}

/**
 * The same view gives the same bytes: all times come from the view.
 * @param place its `secrets` must not appear in the report.
 */
export async function makeReport(
  { artifacts, secrets = [] }: { artifacts: ArtifactStore; secrets?: readonly string[] },
  view: RunView,
): Promise<Report> {
  const specification = await storedSpecification(artifacts, view.specificationHash);
  const output = implementationOutput(view, lastKnownTime(view), { secrets, specification });
  const json = `${JSON.stringify({ implementation_output: output }, null, 2)}\n`;
  return { json, markdown: implementationReport(output) };
}

export async function storeReport(
  artifacts: ArtifactStore,
  { json, markdown }: Report,
): Promise<{ reportHash: string; outputHash: string }> {
  return { outputHash: await artifacts.putText(json), reportHash: await artifacts.putText(markdown) };
}

/** The run's own folder; ids come from outside, so they cannot lead anywhere else. */
export function reportFolder(runsFolder: string, ids: { workflowId: string; runId: string }): string {
  return join(runsFolder, safeName(ids.workflowId), safeName(ids.runId));
}

/** An id as the name of a folder. One that had to be changed gets a hash, so that no two ids share a folder. */
function safeName(id: string): string {
  const safe = id
    .replace(/[^A-Za-z0-9._@-]/g, '_')
    .replace(/^\.+/, '_')
    .slice(0, 100);
  if (safe === id && safe !== '') return safe;
  return `${safe}-${createHash('sha256').update(id).digest('hex').slice(0, 8)}`;
}

/** A report is written also when the specification is lost; its inventory then says what it lacks. */
async function storedSpecification(artifacts: ArtifactStore, hash: string): Promise<unknown> {
  try {
    return hash === '' ? undefined : await artifacts.getJson(hash);
  } catch (error) {
    if (error instanceof MillwrightError) return undefined;
    throw error;
  }
}

/** Readers see the old file or the new one, never half of it. */
async function writeWhole(path: string, text: string): Promise<void> {
  const draft = `${path}.${randomUUID()}`;
  await withCleanUp(
    async () => {
      await writeFile(draft, text, { flag: 'wx' });
      await rename(draft, path);
    },
    () => rm(draft, { force: true }),
  );
}

function lastKnownTime(view: RunView): string {
  if (view.endedAt !== undefined) return view.endedAt;
  const times = [
    view.startedAt,
    ...view.tasks.flatMap((task) => [task.startedAt ?? '', task.endedAt ?? '']),
    ...view.decisions.map((record) => record.at),
    ...view.openCheckpoints.map((checkpoint) => checkpoint.openedAt),
  ];
  return times.toSorted().at(-1) ?? view.startedAt;
}
