import { MillwrightError } from '../../errors.ts';
import { codeFile } from '../../report/code-files.ts';
import { suggest } from '../../spec/nearest.ts';
import type { CommandContext } from '../command.ts';
import { EXIT_CODES, type ExitCode } from '../exit-codes.ts';
import { withRuns } from '../runs/with-runs.ts';
import { examples, GROUPS, type RegisterVerb } from '../verb.ts';
import { verbatim } from '../views/terminal-text.ts';

export const register: RegisterVerb = (program, execute) => {
  program
    .command('code')
    .helpGroup(GROUPS.lookAtRuns)
    .argument('<RUN>', 'id of the run')
    .argument('<TASK>', 'id of the task')
    .description('print the code of a task')
    .option('--json', 'print file, hash and code as JSON')
    .addHelpText('after', examples('code abandoned-cart@demo discount-policy'))
    .action((run: string, task: string) => execute((context) => code(run, task, context)));
};

async function code(run: string, taskId: string, context: CommandContext): Promise<ExitCode> {
  const { output } = context;
  const { file, text } = await withRuns(context, async (runs) => {
    const view = await runs.status(run);
    const files = new Map(view.tasks.flatMap((task) => pair(task.id, codeFile(view, task))));
    const found = files.get(taskId);
    if (found) return { file: found, text: await runs.kept.code(found.codeHash) };
    const ids = [...files.keys()];
    const others = ids.length === 0 ? 'No task of it has code yet.' : suggest(taskId, ids, 'tasks with code');
    throw new MillwrightError('task_not_found', `${run} has no task ${taskId} with code. ${others}`);
  });
  if (output.asJson) output.json({ run, task: taskId, file: file.path, sha256: file.codeHash, code: text });
  else output.print(text.trimEnd().split('\n').map(verbatim).join('\n'));
  return EXIT_CODES.ok.code;
}

function pair<Value>(key: string, value: Value | undefined): [string, Value][] {
  return value === undefined ? [] : [[key, value]];
}
