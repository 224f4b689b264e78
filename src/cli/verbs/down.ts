import { dataFolderAt } from '../../services/data-folder.ts';
import type { CommandContext } from '../command.ts';
import { EXIT_CODES, type ExitCode } from '../exit-codes.ts';
import { examples, GROUPS, type RegisterVerb } from '../verb.ts';

export const register: RegisterVerb = (program, execute) => {
  program
    .command('down')
    .helpGroup(GROUPS.services)
    .description('stop what `up` has started')
    .option('--purge', 'also delete the data folder')
    .addHelpText('after', examples('down'))
    .action((options: { purge?: boolean }) => execute((context) => down(options, context)));
};

/** `millwright down`: stops what `up` has started; `--purge` also deletes what it wrote. */
async function down(
  { purge = false }: { purge?: boolean },
  { config, output }: CommandContext,
): Promise<ExitCode> {
  const { stopLocalStack } = await import('../../services/local-stack.ts');
  const folder = dataFolderAt(config.home);
  await stopLocalStack(folder, { purge });
  const kept = purge
    ? `${folder.root} was emptied.`
    : `${folder.root} is kept; runs go on after the next \`millwright up\`.`;
  output.note(`Everything of this data folder is stopped. ${kept}`);
  return EXIT_CODES.ok.code;
}
