import type { ArtifactStore } from '../artifacts/artifact-store.ts';
import { evidenceSchema } from '../checks/evidence-schema.ts';
import type { DescribeInput } from '../protocol/activities.ts';
import { codeFileOf } from '../spec/code/code-file.ts';
import type { Specification, Task } from '../spec/model.ts';

/** Together; the question travels through a history, where a value over 2 MB ends the run. */
const MOST_CHARACTERS = 200_000;

/** The code that a person is about to let go live, in full, with what its author grants it. */
export async function describeCode(
  artifacts: ArtifactStore,
  specification: Specification,
  evidence: DescribeInput['evidence'],
): Promise<string[]> {
  const parts: string[] = [];
  let left = MOST_CHARACTERS;
  for (const { taskId, evidenceHash } of evidence) {
    const task = specification.implementation.task_summary.find((each) => each.task_id === taskId);
    if (task?.code_instructions === undefined) continue;
    const { subjectHash } = evidenceSchema.parse(await artifacts.getJson(evidenceHash));
    if (subjectHash === undefined) continue;
    const code = await artifacts.getText(subjectHash);
    left -= code.length;
    const body = left >= 0 ? fenced(code) : ['It is long: `millwright code RUN TASK` prints it.'];
    parts.push(heading(task, specification, subjectHash), '', ...body, '');
  }
  return parts;
}

function heading(task: Task, { components }: Specification, codeHash: string): string {
  const file = codeFileOf(task, components);
  const uses = task.code_instructions?.uses ?? [];
  const granted = uses.length === 0 ? '' : ` Its author grants it, of n8n: ${uses.join(', ')}.`;
  return `**Code of ${task.task_id}** (${file}, ${codeHash.slice(0, 12)}).${granted}`;
}

/** Longer than any fence inside. */
function fenced(code: string): string[] {
  const longest = Math.max(2, ...[...code.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  return [`${fence}js`, code.trimEnd(), fence];
}
