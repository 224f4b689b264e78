import type { StoredWorkflow } from '../../src/n8n/client/wire.ts';

/** Without what n8n counts and stamps itself. */
export function withoutVersions(workflow: StoredWorkflow) {
  const {
    updatedAt: _at,
    versionId: _id,
    versionCounter: _count,
    triggerCount: _triggers,
    ...rest
  } = workflow;
  return rest;
}
