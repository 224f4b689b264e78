import { join } from 'node:path';
import { z } from 'zod';
import { ensureDemoCredentials } from '../../src/cli/demo/demo-credentials.ts';
import { type RunDocuments, runIdOf } from '../../src/cli/runs/documents.ts';
import { workflowIdFor } from '../../src/n8n/document/identity.ts';
import type { JsonObject } from '../../src/protocol/json.ts';
import { loadEnvironment } from '../../src/source/load-environment.ts';
import { loadSpecification } from '../../src/source/load-specification.ts';
import { resolveParameters } from '../../src/spec/parameters.ts';
import { parseEnvironmentDocument, parseSpecificationDocument } from '../../src/spec/parse.ts';
import { bindStandIns } from '../../src/spec/stand-in-urls.ts';
import { readStandIns } from '../../src/stand-ins/read-definition.ts';
import { exampleFolder, type ExampleName } from './examples.ts';
import { testN8n } from './settings.ts';
import type { TestStack } from './test-stack.ts';
import { n8nInstanceName } from '../../src/spec/n8n-instance.ts';

/** An example under another id, with its own workflow name, webhook path and credentials, so that runs do not meet in n8n. */
export interface Variant extends RunDocuments {
  runId: string;
  n8nWorkflowId: string;
}

export interface VariantOptions {
  /** Creates the credentials of the stand-ins in n8n under the variant's names; `false` leaves them missing. */
  credentials?: boolean;
  /** Gives the run a login to n8n beside the API key, which is the default; n8n takes five logins a minute. */
  session?: boolean;
  /** Changes the author's document before it is read, e.g. to keep only some tasks. */
  edit?: (document: JsonObject) => JsonObject;
}

export async function makeVariant(
  stack: TestStack,
  example: ExampleName,
  suffix: string,
  options: VariantOptions = {},
): Promise<Variant> {
  const folder = exampleFolder(example);
  const loaded = await loadSpecification(join(folder, 'specification.yaml'));
  const unique = `${suffix}-${crypto.randomUUID().slice(0, 6)}`;
  const renamed = rename(loaded.document, example, unique);
  const specificationDocument = options.edit ? options.edit(renamed) : renamed;
  const environmentDocument = await environmentFor(folder, unique, options.session !== false);
  const specification = parseSpecificationDocument(specificationDocument);
  const environment = parseEnvironmentDocument(environmentDocument);
  if (!specification.ok) throw new Error(JSON.stringify(specification.problems));
  if (!environment.ok) throw new Error(JSON.stringify(environment.problems));
  const bound = bindStandIns(environment.environment, stack.standInsUrl);
  const documents = {
    specification: resolveParameters(specification.specification, bound),
    environment: bound,
    specificationDocument,
    environmentDocument,
  };
  if (options.credentials !== false) await createCredentials(stack, folder, documents);
  const component = documents.specification.components.find((each) => each.platform === 'n8n');
  const identity = {
    n8nInstance: n8nInstanceName(bound),
    specId: documents.specification.spec_id,
    componentId: component?.component_id ?? '',
  };
  return { ...documents, runId: runIdOf(documents), n8nWorkflowId: workflowIdFor(identity) };
}

/** Creates what the stand-ins of the example ask for, under the names of this variant. */
export async function createCredentials(
  stack: TestStack,
  folder: string,
  { environment, specification }: RunDocuments,
): Promise<string[]> {
  const standIns = await readStandIns(join(folder, 'stand-ins.yaml'));
  return ensureDemoCredentials(
    stack.n8n,
    standIns,
    { ...environment, n8n: { instance: 'local' } },
    specification.integrations,
  );
}

const jsonObject = z.record(z.string(), z.json());

function rename(document: JsonObject, example: string, unique: string): JsonObject {
  const text = JSON.stringify(document)
    .replaceAll(`"spec_id":"${example}"`, `"spec_id":"${example}-${unique}"`)
    .replace(/"workflow_name":"([^"]*)"/g, `"workflow_name":"$1 ${unique}"`)
    .replace(/("webhook_instructions":\{[^}]*?"path":")([^"]*)/g, `$1$2-${unique}`);
  return jsonObject.parse(JSON.parse(text));
}

async function environmentFor(folder: string, unique: string, session: boolean): Promise<JsonObject> {
  const { document, environment } = await loadEnvironment(join(folder, 'environment.yaml'));
  const credentials = Object.fromEntries(
    Object.entries(environment.credentials).map(([logical, name]) => [logical, `${name} ${unique}`]),
  );
  return {
    ...document,
    credentials,
    n8n: {
      instance: 'remote',
      url: testN8n().url,
      api_key_variable: 'MILLWRIGHT_TEST_N8N_API_KEY',
      ...(session && {
        session: {
          email_variable: 'MILLWRIGHT_TEST_N8N_EMAIL',
          password_variable: 'MILLWRIGHT_TEST_N8N_PASSWORD',
        },
      }),
    },
  };
}
