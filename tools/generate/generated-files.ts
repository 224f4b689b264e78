import { environmentJsonSchema, specificationJsonSchema } from '../../src/spec/json-schema.ts';
import { errorsPage } from './errors-page.ts';
import { referencePage } from './reference-page.ts';

/** Every generated file, by its name below the repository's root, with what it must hold. */
export function generatedFiles(): Map<string, string> {
  const specification = specificationJsonSchema();
  const environment = environmentJsonSchema();
  return new Map([
    ['schema/specification.schema.json', `${JSON.stringify(specification, null, 2)}\n`],
    ['schema/environment.schema.json', `${JSON.stringify(environment, null, 2)}\n`],
    ['docs/specification-reference.md', referencePage(specification, environment)],
    ['docs/errors.md', errorsPage()],
  ]);
}
