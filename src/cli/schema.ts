import { environmentJsonSchema, specificationJsonSchema } from '../spec/json-schema.ts';
import type { Command } from './command.ts';
import { EXIT_CODES } from './exit-codes.ts';

/** JSON Schema for editors (M01); the same with and without `--json`. */
export const run: Command<{ kind: 'specification' | 'environment' }> = async ({ kind }, { output }) => {
  output.json(kind === 'specification' ? specificationJsonSchema() : environmentJsonSchema());
  return EXIT_CODES.ok.code;
};
