import { Argument } from 'commander';
import { environmentJsonSchema, specificationJsonSchema } from '../../spec/json-schema.ts';
import type { CommandContext } from '../command.ts';
import { EXIT_CODES, type ExitCode } from '../exit-codes.ts';
import { examples, GROUPS, type RegisterVerb } from '../verb.ts';

type Kind = 'specification' | 'environment';

export const register: RegisterVerb = (program, execute) => {
  program
    .command('schema')
    .helpGroup(GROUPS.beforeARun)
    .description('print the JSON Schema for your editor')
    .addArgument(
      new Argument('[KIND]', 'which file').choices(['specification', 'environment']).default('specification'),
    )
    .addHelpText('after', examples('schema specification > specification.schema.json'))
    .action((kind: Kind) => execute((context) => schema(kind, context)));
};

/** JSON Schema for editors; the same with and without `--json`. */
async function schema(kind: Kind, { output }: CommandContext): Promise<ExitCode> {
  output.json(kind === 'specification' ? specificationJsonSchema() : environmentJsonSchema());
  return EXIT_CODES.ok.code;
}
