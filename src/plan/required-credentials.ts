import type { NodeInstruction } from '../spec/instructions.ts';
import type { Environment, Integration, Specification, Task } from '../spec/model.ts';

/** A credential that must exist in n8n, by name; never a value. */
export interface RequiredCredential {
  /** n8n credential type, e.g. `httpHeaderAuth`. */
  type: string;
  /** Name of the credential in n8n, after the mapping of the environment. */
  name: string;
  /** Ids of the tasks that cannot work without it. */
  tasks: string[];
}

/** The logical name and the type, as the specification says them. */
interface CredentialUse {
  logicalName: string;
  type: string;
}

/** n8n 2.41: the type of the Webhook node's "Header Auth". */
const HEADER_AUTH = 'httpHeaderAuth';

/** Every credential that the tasks use, each once, in the order of its first use. */
export function requiredCredentials(
  specification: Specification,
  environment: Environment,
): RequiredCredential[] {
  const integrations = new Map(specification.integrations.map((each) => [each.integration_id, each]));
  const required = new Map<string, RequiredCredential>();
  for (const task of specification.implementation.task_summary) {
    for (const use of usesOf(task, integrations)) {
      const name = environment.credentials[use.logicalName] ?? use.logicalName;
      const key = `${use.type}\n${name}`;
      const entry = required.get(key) ?? { type: use.type, name, tasks: [] };
      required.set(key, entry);
      if (entry.tasks.at(-1) !== task.task_id) entry.tasks.push(task.task_id);
    }
  }
  return [...required.values()];
}

/** Credentials that tasks use, and the environment does not list as available. */
export function unavailableCredentials(
  specification: Specification,
  environment: Environment,
): RequiredCredential[] {
  const { available_credentials: available } = environment;
  if (available === undefined) return [];
  return requiredCredentials(specification, environment).filter(({ name }) => !available.includes(name));
}

function usesOf(task: Task, integrations: Map<string, Integration>): CredentialUse[] {
  const nodes = [task.n8n_instructions?.node, ...(task.n8n_instructions?.more_nodes ?? [])].filter(
    (node) => node !== undefined,
  );
  const integrationIds = [
    ...nodes.map((node) => node.integration),
    task.gate_instructions?.integration,
    task.integration_instructions?.integration,
  ];
  const webhookCredential = task.webhook_instructions?.header_auth_credential;
  return [
    ...integrationIds.flatMap((id) => integrationUse(id === undefined ? undefined : integrations.get(id))),
    ...(webhookCredential === undefined ? [] : [{ logicalName: webhookCredential, type: HEADER_AUTH }]),
    ...nodes.flatMap(configurationUses),
  ];
}

function integrationUse(integration: Integration | undefined): CredentialUse[] {
  if (integration?.credential === undefined) return [];
  return [{ logicalName: integration.credential, type: integration.credential_type }];
}

/** An entry with `source: credential` names the credential type in `field` (`slackApi` or `credentials.slackApi`) and the logical name in `value`. */
function configurationUses(node: NodeInstruction): CredentialUse[] {
  return node.configuration.flatMap(({ source, field, value }) =>
    source === 'credential' && typeof value === 'string'
      ? [{ logicalName: value, type: field.replace(/^credentials\./, '') }]
      : [],
  );
}
