import { setWorkflowOptions } from '@temporalio/workflow';
import { implementSpecification, n8nWorkflowOwner } from './index.ts';

/**
 * The same workflows for workers whose builds run side by side: a run ends on the build that began it, an owner
 * outlives builds and moves on. An entry of its own, because Temporal refuses a behaviour from a worker that has no
 * version: "versioning behavior cannot be specified without deployment options" (server 1.29).
 */
setWorkflowOptions({ versioningBehavior: 'PINNED' }, implementSpecification);
setWorkflowOptions({ versioningBehavior: 'AUTO_UPGRADE' }, n8nWorkflowOwner);

export { implementSpecification, n8nWorkflowOwner };
