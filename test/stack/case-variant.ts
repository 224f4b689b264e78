import { z } from 'zod';
import { runIdOf } from '../../src/cli/runs/documents.ts';
import { workflowIdFor } from '../../src/n8n/document/identity.ts';
import type { JsonObject } from '../../src/protocol/json.ts';
import { loadSpecification } from '../../src/source/load-specification.ts';
import { n8nInstanceName } from '../../src/spec/n8n-instance.ts';
import { resolveParameters } from '../../src/spec/parameters.ts';
import { parseEnvironmentDocument, parseSpecificationDocument } from '../../src/spec/parse.ts';
import { bindStandIns } from '../../src/spec/stand-in-urls.ts';
import { testN8n } from './settings.ts';
import type { Variant } from './variant.ts';

const jsonObject = z.record(z.string(), z.json());

/**
 * A specification of `test/cases` under ids, names and webhook paths of its own.
 * @param place what the environment file says besides the n8n of the tests
 * @param edit changes the author's document before it is read
 */
export async function caseVariant(
  file: string,
  place: JsonObject = {},
  edit: (document: JsonObject) => JsonObject = (document) => document,
): Promise<Variant & { suffix: string }> {
  const suffix = crypto.randomUUID().slice(0, 6);
  const { document } = await loadSpecification(new URL(`../cases/${file}`, import.meta.url).pathname);
  const specificationDocument = edit(underOtherNames(document, suffix));
  const environmentDocument = { environment_id: 'case', n8n: theTestN8n(), ...place };
  const specification = parseSpecificationDocument(specificationDocument);
  const environment = parseEnvironmentDocument(environmentDocument);
  if (!specification.ok) throw new Error(JSON.stringify(specification.problems));
  if (!environment.ok) throw new Error(JSON.stringify(environment.problems));
  const bound = bindStandIns(environment.environment, undefined);
  const documents = {
    specification: resolveParameters(specification.specification, bound),
    environment: bound,
    specificationDocument,
    environmentDocument,
  };
  const { spec_id: specId, components } = documents.specification;
  const componentId = components.find(({ platform }) => platform === 'n8n')?.component_id ?? '';
  const n8nWorkflowId = workflowIdFor({ n8nInstance: n8nInstanceName(bound), specId, componentId });
  return { ...documents, runId: runIdOf(documents), n8nWorkflowId, suffix };
}

function underOtherNames(document: JsonObject, suffix: string): JsonObject {
  const text = JSON.stringify(document)
    .replace(/"spec_id":"([^"]*)"/, `"spec_id":"$1-${suffix}"`)
    .replace(/"workflow_name":"([^"]*)"/g, `"workflow_name":"$1 ${suffix}"`)
    .replace(/("webhook_instructions":\{[^}]*?"path":")([^"]*)/g, `$1$2-${suffix}`);
  return jsonObject.parse(JSON.parse(text));
}

function theTestN8n(): JsonObject {
  return {
    instance: 'remote',
    url: testN8n().url,
    api_key_variable: 'MILLWRIGHT_TEST_N8N_API_KEY',
    session: {
      email_variable: 'MILLWRIGHT_TEST_N8N_EMAIL',
      password_variable: 'MILLWRIGHT_TEST_N8N_PASSWORD',
    },
  };
}
