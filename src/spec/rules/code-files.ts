import type { Problem } from '../../protocol/problem.ts';
import { codeFileOf } from '../code/code-file.ts';
import type { Specification } from '../model.ts';
import { taskPointer } from '../pointer.ts';
import { repeated } from './rule.ts';

/** Every file has one task that writes it: of two, the later would overwrite what the earlier has proven. */
export function codeFileRules({ components, implementation }: Specification): Problem[] {
  const tasks = implementation.task_summary.map((task, index) => ({ task, index }));
  const writing = tasks.filter(({ task }) => task.code_instructions !== undefined);
  const fileOf = ({ task }: (typeof writing)[number]): string =>
    codeFileOf(task, components).normalize('NFC').toLowerCase();
  return repeated(writing, fileOf).map(({ index, first, name }) => ({
    rule: 'file_written_twice',
    pointer: taskPointer(writing[index]?.index ?? 0, 'component'),
    message: `Task \`${writing[first]?.task.task_id}\` writes the file \`${name}\` already.`,
    fix: 'Give each of the two a component of its own, or make one task of both.',
  }));
}
