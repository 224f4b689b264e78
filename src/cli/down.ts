import { dataFolderAt } from '../services/data-folder.ts';
import { stopLocalStack } from '../services/local-stack.ts';
import type { Command } from './command.ts';
import { EXIT_CODES } from './exit-codes.ts';

/** `millwright down`: stops what `up` has started; `--purge` also deletes what it wrote. */
export const run: Command<{ purge: boolean }> = async ({ purge }, { config, output }) => {
  const folder = dataFolderAt(config.home);
  await stopLocalStack(folder, { purge });
  const kept = purge
    ? `${folder.root} was emptied.`
    : `${folder.root} is kept; runs go on after the next \`millwright up\`.`;
  output.note(`Everything of this data folder is stopped. ${kept}`);
  return EXIT_CODES.ok.code;
};
