import { MillwrightError } from '../../../errors.ts';
import type { ActionType, Platform } from '../../../spec/model.ts';
import { compileConnections } from './connections.ts';
import { compileCreateNode } from './create-node.ts';
import type { Fragment } from '../../document/fragment.ts';
import type { FragmentCompiler, FragmentInput } from './fragment-compiler.ts';
import { compileGate } from './gate.ts';
import { compileTransform } from './transform.ts';
import { compileWebhook } from './webhook.ts';

/** Action type × platform → what it adds to an n8n workflow. What is not here adds nothing there. */
const COMPILERS: Partial<Record<Platform, Partial<Record<ActionType, FragmentCompiler>>>> = {
  n8n: {
    create_node: compileCreateNode,
    setup_webhook: compileWebhook,
    configure_gate: compileGate,
    configure_connection: compileConnections,
    write_transform: compileTransform,
  },
  code: { write_transform: compileTransform },
};

/** Pure. @throws MillwrightError `not_supported` when this kind of task builds nothing in n8n, and what its compiler says. */
export function compileFragment(input: FragmentInput): Fragment {
  const { action_type, platform, task_id } = input.task;
  const compile = COMPILERS[platform]?.[action_type];
  if (compile === undefined) {
    throw new MillwrightError(
      'not_supported',
      `Task ${task_id}: ${action_type} on ${platform} builds nothing in n8n.`,
    );
  }
  return compile(input);
}
