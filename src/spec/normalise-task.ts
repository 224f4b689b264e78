import type { AuthorAcceptanceCheck } from './author/acceptance-check.ts';
import type { JsonValue } from '../protocol/json.ts';
import type { AuthorTask } from './author/task.ts';
import {
  IMPLIED_CRITERIA,
  humanise,
  impliedCheckType,
  impliedComponent,
  impliedPlatform,
} from './implied.ts';
import { parseJson, toJsonObject } from './json-value.ts';
import type { CodeInstructions, IntegrationInstructions } from './instructions.ts';
import {
  CHECK_TYPES,
  type AcceptanceCheck,
  type Component,
  type Integration,
  type Platform,
  type Task,
} from './model.ts';
import { expectedResponse } from './author/integration.ts';
import { integrationOf, isWholeAddress, pathBelow } from './implied-integrations.ts';
import { normaliseNodes } from './normalise-nodes.ts';
import { checkTypeOf } from './proof.ts';

/** One task in normal form. What is missing and cannot be inferred stays missing: the rules report it. */
export function normaliseTask(
  author: AuthorTask,
  components: readonly Component[],
  integrations: readonly Integration[],
): Task {
  const {
    task_id,
    task_name,
    purpose,
    component: namedComponent,
    platform: namedPlatform,
    acceptance_check,
    n8n_instructions,
    code_instructions,
    integration_instructions,
    gate_instructions,
    repair_rounds,
    ...plain
  } = author;
  const byHand = namedPlatform === 'manual' || namedPlatform === 'external_tool';
  const component =
    namedComponent ?? (byHand ? undefined : impliedComponent(author.action_type, components, namedPlatform));
  const found = components.find((candidate) => candidate.component_id === component);
  const platform = namedPlatform ?? impliedPlatform(author.action_type, found);
  const task: Task = {
    task_id,
    task_name: task_name ?? humanise(task_id),
    purpose,
    ...plain,
    platform,
    repair_rounds: repair_rounds ?? (isWrittenByModel(author) ? 2 : 0),
    acceptance_check: normaliseCheck(author, platform, acceptance_check),
  };
  if (component !== undefined) task.component = component;
  if (gate_instructions)
    task.gate_instructions = { ...gate_instructions, ask_when: String(gate_instructions.ask_when) };
  if (n8n_instructions) task.n8n_instructions = normaliseNodes(n8n_instructions, author.action_type);
  if (code_instructions) task.code_instructions = normaliseCode(code_instructions);
  if (integration_instructions)
    task.integration_instructions = normaliseProbe(integration_instructions, integrations);
  return task;
}

function isWrittenByModel({ action_type, code_instructions }: AuthorTask): boolean {
  return action_type === 'write_transform' && code_instructions?.source === undefined;
}

function normaliseCheck(
  author: AuthorTask,
  platform: Platform,
  check: AuthorAcceptanceCheck | undefined,
): AcceptanceCheck {
  const cases = check?.cases ?? [];
  const samples = check?.samples ?? [];
  const implied = impliedCheckType(author.action_type, platform, cases.length > 0);
  const written = {
    word: check?.check_type,
    criterion: check?.success_criteria,
    testCommand: check?.test_command,
    hasSamples: samples.length > 0,
  };
  const checkType = checkTypeOf(written, implied);
  const machineCheck = CHECK_TYPES.find((each) => each === checkType) ?? implied;
  return {
    check_type: checkType,
    success_criteria: check?.success_criteria ?? IMPLIED_CRITERIA[machineCheck],
    ...(check?.test_command !== undefined && { test_command: check.test_command }),
    samples: typeof samples === 'string' ? [] : samples,
    cases: typeof cases === 'string' ? [] : cases,
  };
}

function normaliseCode(author: NonNullable<AuthorTask['code_instructions']>): CodeInstructions {
  const { input_schema, output_schema } = author;
  return {
    ...author,
    input_schema: typeof input_schema === 'string' ? input_schema : toJsonObject(input_schema),
    output_schema: typeof output_schema === 'string' ? output_schema : toJsonObject(output_schema),
  };
}

/** The phase format names the credential, or a whole address: each leads to the integration. */
function normaliseProbe(
  author: NonNullable<AuthorTask['integration_instructions']>,
  integrations: readonly Integration[],
): IntegrationInstructions {
  const { auth_credential_name, integration, request_template, expected_response, ...probe } = author;
  const { id, endpoint } = isWholeAddress(probe.api_endpoint)
    ? atAddress(author, integrations)
    : { id: integration ?? byCredential(auth_credential_name, integrations), endpoint: probe.api_endpoint };
  return {
    ...probe,
    api_endpoint: endpoint,
    integration: id ?? '',
    ...(request_template !== undefined && { request_template: fromText(request_template) }),
    expected_response: isOwnForm(expected_response)
      ? expected_response
      : { status: 200, body: fromText(expected_response) },
  };
}

function byCredential(name: string | undefined, integrations: readonly Integration[]): string | undefined {
  const found = integrations.filter((candidate) => candidate.credential === name);
  return name !== undefined && found.length === 1 ? found[0]?.integration_id : undefined;
}

/** An address that is not below the integration's stays as it is: a rule refuses it. */
function atAddress(
  {
    api_endpoint: address,
    auth_credential_name: credential,
    integration,
  }: NonNullable<AuthorTask['integration_instructions']>,
  integrations: readonly Integration[],
): { id: string | undefined; endpoint: string } {
  const found =
    integration === undefined
      ? integrationOf(address, credential, integrations)
      : integrations.find((each) => each.integration_id === integration);
  const path = found === undefined ? undefined : pathBelow(found.base_url, address);
  return { id: integration ?? found?.integration_id, endpoint: path ?? address };
}

function isOwnForm(
  expected: NonNullable<AuthorTask['integration_instructions']>['expected_response'],
): expected is IntegrationInstructions['expected_response'] {
  return expectedResponse.safeParse(expected).success;
}

/** JSON is often written as its text. */
function fromText(value: JsonValue): JsonValue {
  if (typeof value !== 'string' || !/^\s*[[{]/.test(value)) return value;
  try {
    return parseJson(value);
  } catch {
    return value;
  }
}
