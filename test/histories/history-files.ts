import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** One file per recorded workflow run: `<path>.json`, or `<path>.1.json`, `<path>.2.json` for the runs of a chain. */
export const RECORDED = join(import.meta.dirname, 'recorded');

export async function recordedFiles(): Promise<string[]> {
  const files: string[] = await readdir(RECORDED).catch(() => []);
  return files.toSorted();
}

/** The path that a file belongs to. */
export function pathOf(file: string): string {
  return file.replace(/(\.\d+)?\.json$/, '');
}

export function fileNames(path: string, runs: number): string[] {
  return runs === 1
    ? [`${path}.json`]
    : Array.from({ length: runs }, (_, index) => `${path}.${index + 1}.json`);
}
