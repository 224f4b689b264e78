import type { ActionType, CheckType, Component, Platform } from './model.ts';

/** What follows from the action type, so that nobody has to write it. */

const N8N_ACTIONS: ReadonlySet<ActionType> = new Set([
  'create_node',
  'configure_connection',
  'setup_webhook',
  'configure_gate',
  'test_integration',
  'activate_workflow',
]);

/** The component where only one is possible: a step of n8n (a transform may be one, and then says so) with one n8n component. */
export function impliedComponent(
  actionType: ActionType,
  components: readonly Component[],
  platform?: Platform,
): string | undefined {
  if (!N8N_ACTIONS.has(actionType) && !(actionType === 'write_transform' && platform === 'n8n'))
    return undefined;
  const n8nComponents = components.filter((component) => component.platform === 'n8n');
  return n8nComponents.length === 1 ? n8nComponents[0]?.component_id : undefined;
}

export function impliedPlatform(actionType: ActionType, component: Component | undefined): Platform {
  if (actionType === 'human_checkpoint' || actionType === 'activate_workflow') return 'orchestrator';
  return component?.platform ?? 'n8n';
}

export function impliedCheckType(actionType: ActionType, platform: Platform, hasCases: boolean): CheckType {
  if (platform === 'manual') return 'manual';
  switch (actionType) {
    case 'create_node':
    case 'setup_webhook':
      return 'node_exists';
    case 'configure_connection':
      return 'connection_exists';
    case 'write_transform':
      return 'transform_samples';
    case 'configure_gate':
      return 'gate_notifies';
    case 'test_integration':
      return hasCases ? 'end_to_end' : 'integration_responds';
    case 'human_checkpoint':
      return 'decision';
    case 'activate_workflow':
      return 'webhook_responds';
  }
}

/** What a check proves, in words: the criterion where the author wrote none. */
export const IMPLIED_CRITERIA: Readonly<Record<CheckType, string>> = {
  node_exists: 'Every node of the task stands in the workflow as specified.',
  connection_exists: 'Every edge of the task stands in the workflow, at its output and input.',
  transform_samples: 'Every sample gives exactly the expected output.',
  webhook_responds: 'The workflow is active and its webhook answers at the production address.',
  gate_notifies: 'The person is notified; only an explicit yes goes on.',
  integration_responds: 'The service answers as expected, called by n8n with its own credential.',
  end_to_end: 'In every case exactly the expected nodes run and exactly the expected requests are made.',
  decision: 'A person has decided.',
  manual: 'A person has done the work and said so.',
};

/** Node type of the task's own node. A gate becomes several nodes; the wait is its heart. */
export function impliedNodeType(actionType: ActionType): string | undefined {
  switch (actionType) {
    case 'setup_webhook':
      return 'Webhook';
    case 'write_transform':
      return 'Code';
    case 'configure_gate':
      return 'Wait';
    default:
      return undefined;
  }
}

/** `checkout-webhook` → `Checkout webhook`. */
export function humanise(id: string): string {
  const words = id.replaceAll(/[-_.]+/g, ' ').trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
