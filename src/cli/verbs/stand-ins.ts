import { resolve } from 'node:path';
import { createStandInClient } from '../../stand-ins/stand-in-client.ts';
import { readStandIns } from '../../stand-ins/read-definition.ts';
import { dataFolderAt } from '../../services/data-folder.ts';
import { MillwrightError } from '../../errors.ts';
import type { CommandContext } from '../command.ts';
import { EXIT_CODES, type ExitCode } from '../exit-codes.ts';
import { examples, GROUPS, type RegisterVerb } from '../verb.ts';

export const register: RegisterVerb = (program, execute) => {
  program
    .command('stand-ins')
    .helpGroup(GROUPS.services)
    .argument('<FILE...>', 'what the stand-ins answer, YAML')
    .description('start what answers in the place of services')
    .option('--json', 'print the addresses as JSON')
    .addHelpText('after', examples('stand-ins stand-ins.yaml'))
    .action((files: string[]) => execute((context) => standIns(files, context)));
};

/**
 * Starts the stand-ins of these files in the background, besides those that earlier commands have named; a changed file is
 * read again. `down` stops them.
 */
async function standIns(files: string[], { config, output }: CommandContext): Promise<ExitCode> {
  // Here for its sentences with file and line: the process that serves would only say that it did not start.
  for (const file of files) await readStandIns(file);
  const { startStandIns } = await import('../../services/local-stack.ts');
  const paths = files.map((file) => resolve(file));
  const url = await startStandIns(dataFolderAt(config.home), paths, (line) => output.note(line));
  if (url === undefined) throw new MillwrightError('internal', 'The stand-ins have no file to answer from.');
  const played = await createStandInClient(url).integrations();
  const addresses = played.map((name) => ({ integration: name, url: `${url}/${name}` }));
  if (output.asJson) output.json({ stand_ins_url: url, stand_ins: addresses });
  else output.print(addresses.map((each) => `${each.integration.padEnd(24)}${each.url}`).join('\n'));
  output.note('Name them in `stand_ins` of the environment file. Stop everything with `millwright down`.');
  return EXIT_CODES.ok.code;
}
