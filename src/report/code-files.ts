import { join } from 'node:path';
import type { ArtifactStore } from '../artifacts/artifact-store.ts';
import { writeFileAtomically } from '../artifacts/write-file-atomically.ts';
import { MillwrightError } from '../errors.ts';
import type { RunView, TaskView } from '../protocol/run.ts';
import { codeFileOf } from '../spec/code/code-file.ts';

/** Code of a task, and the file below the run's workspace that holds it. */
export interface CodeFile {
  path: string;
  codeHash: string;
}

/** The file of a task's last code; nothing while there is none. */
export function codeFile(view: RunView, task: TaskView): CodeFile | undefined {
  if (task.codeHash === undefined) return undefined;
  const files = view.components.map(({ id, platform, name }) => ({
    component_id: id,
    ...(platform === 'code' && { path: name }),
  }));
  const path = codeFileOf({ task_id: task.id, component: task.component }, files);
  return { path, codeHash: task.codeHash };
}

/**
 * Writes code into the workspace of a run. Code that the store has lost is left out: it cannot be delivered.
 *
 * @param runFolder the run's own folder
 * @throws MillwrightError `workspace_unwritable`.
 */
export async function deliverCode(
  artifacts: ArtifactStore,
  runFolder: string,
  files: readonly CodeFile[],
): Promise<void> {
  for (const { path, codeHash } of files) {
    const code = await artifacts.getText(codeHash).catch((error: unknown) => {
      if (error instanceof MillwrightError && error.code === 'artifact_missing') return undefined;
      throw error;
    });
    if (code !== undefined) await writeFileAtomically(join(runFolder, 'workspace', path), code);
  }
}
