import type { ActionType, Platform } from './model.ts';

const IN_N8N: readonly ActionType[] = [
  'create_node',
  'configure_connection',
  'write_transform',
  'setup_webhook',
  'configure_gate',
  'test_integration',
];

/** What this version does on which platform; a person does anything. */
export const SUPPORTED: Readonly<Record<Exclude<Platform, 'manual'>, readonly ActionType[]>> = {
  n8n: IN_N8N,
  code: ['write_transform'],
  external_tool: ['test_integration'],
  orchestrator: ['human_checkpoint', 'activate_workflow'],
};

export function isSupported(action: ActionType, platform: Platform): boolean {
  return platform === 'manual' || SUPPORTED[platform].includes(action);
}
