import type { IWorkflowSettings } from 'n8n-workflow';
import type { JsonObject } from '../../protocol/json.ts';

/**
 * Whose each setting of a workflow is. Only ours are sent: n8n merges them into what it has, so the others stay as people
 * set them. A setting that n8n adds fails the type check here until somebody decides whose it is.
 */
export const SETTING_OWNERS = {
  executionOrder: 'ours',
  saveDataSuccessExecution: 'ours',
  saveDataErrorExecution: 'ours',
  timezone: 'ours',
  errorWorkflow: 'theirs',
  callerIds: 'theirs',
  callerPolicy: 'theirs',
  saveManualExecutions: 'theirs',
  saveExecutionProgress: 'theirs',
  executionTimeout: 'theirs',
  engineType: 'theirs',
  binaryMode: 'theirs',
  timeSavedPerExecution: 'theirs',
  timeSavedMode: 'theirs',
  availableInMCP: 'theirs',
  credentialResolverId: 'theirs',
  redactionPolicy: 'theirs',
  customTelemetryTags: 'theirs',
} as const satisfies Record<keyof IWorkflowSettings, 'ours' | 'theirs'>;

/** Acceptance looks into executions: so n8n must keep them. */
export const ALWAYS_SET = {
  executionOrder: 'v1',
  saveDataSuccessExecution: 'all',
  saveDataErrorExecution: 'all',
} as const;

export function workflowSettings(timezone: string | undefined): JsonObject {
  return { ...ALWAYS_SET, ...(timezone === undefined ? {} : { timezone }) };
}
