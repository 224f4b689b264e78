import { randomUUID } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { blockerOf } from '../plan/blocker.ts';
import type { Blocker } from '../protocol/run.ts';

/** Can the files of runs be written? Without them a run would end without its report. */
export async function lookAtWorkspace(runsFolder: string, taskIds: string[]): Promise<Blocker[]> {
  const file = join(runsFolder, `.${randomUUID()}`);
  try {
    await mkdir(runsFolder, { recursive: true });
    await writeFile(file, '', { flag: 'wx' });
    await rm(file, { force: true });
    return [];
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
    const description = `The folder of runs ${runsFolder} cannot be written${reason}.`;
    const resolution = 'Make it writable for the worker; the run goes on by itself.';
    return [blockerOf('environment_unavailable', description, taskIds, resolution)];
  }
}
